using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>Commands for the disks of a machine: <c>qm disk</c>.</summary>
internal static class DriveCommands
{
    /// <summary><c>qm disk import</c>: becomes a drive if one is named, else an unused disk.</summary>
    public static async Task ImportAsync(CommandLine line, Answer answer)
    {
        VmConfig config = VmLock.Open(line);
        string source = line["<source>"];
        if (!File.Exists(source))
        {
            throw new RefusedException($"{source}: non-existent or non-regular file");
        }

        Storage storage = Storage.Find(line["<storage>"]);
        if (!storage.Content.Contains("images", StringComparer.Ordinal))
        {
            throw new RefusedException($"storage {storage.Name} does not support vm images");
        }

        answer.Say($"importing disk '{source}' to VM {config.Id} ...");
        Drives drives = new(config, answer);
        string volume = await drives.ImportAsync(storage, source, line.Find("format"));
        string key;
        string value;
        if (line.Find("target-disk") is { } target && ConfigKeys.IsDrive(target))
        {
            key = target;
            value = $"{volume},size={Drives.SizeOf(volume)}";
            config.Apply(key, value);
        }
        else
        {
            value = volume;
            key = config.AddUnused(value);
        }

        config.Save(StandIn.Node);
        answer.Say($"{key}: successfully imported disk '{value}'");
    }

    /// <summary><c>qm disk resize</c>: only ever larger.</summary>
    public static void Resize(CommandLine line)
    {
        VmConfig config = VmLock.Open(line);
        string key = line["<disk>"];
        if (!config.Values.TryGetValue(key, out string? value) || !ConfigKeys.IsDrive(key))
        {
            throw new RefusedException($"disk '{key}' does not exist");
        }

        Properties drive = Properties.Parse(value, "file");
        (Storage storage, string volume) = Storage.Of(drive.First!);
        if (Path.GetFileName(volume).StartsWith("base-", StringComparison.Ordinal))
        {
            throw new RefusedException("can't resize base volume");
        }

        string size = line["<size>"];
        long now = storage.SizeOf(volume);
        long wanted;
        try
        {
            wanted = size[0] == '+' ? now + Sizes.Parse(size[1..]) : Sizes.Parse(size);
        }
        catch (FormatException)
        {
            throw line.Wrong("size", $"value does not match the regex pattern '\\+?\\d+(\\.\\d+)?[KMGT]?'");
        }

        if (wanted < now)
        {
            throw new RefusedException("shrinking disks is not supported");
        }

        using (FileStream file = File.OpenWrite(storage.FileOf(volume)))
        {
            file.SetLength(wanted);
        }

        drive["size"] = Sizes.Print(wanted);
        config.Values[key] = drive.ToString();
        config.Save(StandIn.Node);
    }

    /// <summary><c>qm disk unlink</c>: with force, their volumes go too.</summary>
    public static void Unlink(CommandLine line, Answer answer)
    {
        VmConfig config = VmLock.Open(line);
        OptionChanges changes = new(config, answer);
        foreach (string key in (line.Find("idlist") ?? throw line.Wrong("idlist", "property is missing and it is not optional")).Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            changes.Delete(key, line.IsOn("force"));
        }

        config.Save(StandIn.Node);
    }

    /// <summary><c>qm disk rescan</c>: volumes that belong to a machine and that its configuration does not name become unused disks of it.</summary>
    public static void Rescan(CommandLine line, Answer answer)
    {
        foreach (string id in VmConfig.All(StandIn.Node).Where(id => line.Find("vmid") is not { } wanted || wanted == id).ToArray())
        {
            VmConfig config = VmConfig.Load(StandIn.Node, id);
            foreach (Storage storage in Storage.All().Where(static storage => storage.Content.Contains("images", StringComparer.Ordinal)))
            {
                foreach (string volume in storage.Volumes(id).Select(volume => $"{storage.Name}:{volume}").Where(volume => !config.Values.Values.Any(value => VmConfig.VolumeOf(value) == volume)).ToArray())
                {
                    answer.Say($"VM {id} add unreferenced volume '{volume}' as '{config.AddUnused(volume)}' to config");
                }
            }

            if (!line.IsOn("dryrun"))
            {
                config.Save(StandIn.Node);
            }
        }
    }
}
