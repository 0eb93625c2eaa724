using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>Commands by which a configuration comes, is read, changes and goes.</summary>
internal static class ConfigurationCommands
{
    /// <summary><c>qm config</c>: what holds after the next start, or now.</summary>
    public static void Show(CommandLine line, Answer answer)
    {
        VmConfig config = VmConfig.Load(StandIn.Node, line.Vmid());
        foreach ((string key, string value) in line.IsOn("current") ? config.Values : config.Future)
        {
            answer.Say($"{key}: {(key == "description" ? VmConfig.Encode(value + "\n") : value)}");
        }
    }

    /// <summary><c>qm pending</c>: each option as it is, and what becomes of it at the next start.</summary>
    public static void Pending(CommandLine line, Answer answer)
    {
        VmConfig config = VmConfig.Load(StandIn.Node, line.Vmid());
        foreach (string key in config.Values.Keys.Union(config.Pending.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            string? now = config.Values.GetValueOrDefault(key);
            bool changes = config.Pending.TryGetValue(key, out string? next);
            answer.Say(changes && next is null ? $"del {key}: {now}" : $"cur {key}: {now}");
            if (changes && next is not null)
            {
                answer.Say($"new {key}: {next}");
            }
        }
    }

    /// <summary><c>qm create</c>; starting what it made is left to the caller.</summary>
    public static async Task CreateAsync(CommandLine line, Answer answer)
    {
        string id = line.Vmid();
        if (File.Exists(VmConfig.FileOf(StandIn.Node, id)))
        {
            throw new RefusedException($"unable to create VM {id} - VM {id} already exists on node '{StandIn.Node}'");
        }

        VmConfig config = VmConfig.Empty(id);
        Check(line, config.Values);
        config.MarkAsNew();
        Drives drives = new(config, answer);
        foreach ((string key, string value) in line.Options.Where(static option => option.Key != "start"))
        {
            config.Values[key] = ConfigKeys.IsDrive(key) ? await drives.MakeAsync(key, value) : KeptValue.Of(key, value);
        }

        config.Save(StandIn.Node);
    }

    /// <summary><c>qm set</c>.</summary>
    public static async Task SetAsync(CommandLine line, Answer answer)
    {
        string id = line.Vmid();
        VmConfig config = VmConfig.Load(StandIn.Node, id);
        (string Key, string Value)[] given = [.. line.Options.Where(static option => ConfigKeys.IsKnown(option.Key)).Select(static option => (option.Key, option.Value))];
        string[] gone = (line.Find("delete") ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (line.Find("revert") is not null || line.Find("digest") is not null)
        {
            throw new RefusedException("stand-in does not know: qm set --revert, --digest");
        }

        if (given.Length == 0 && gone.Length == 0)
        {
            throw new RefusedException("no options specified");
        }

        if (gone.FirstOrDefault(static key => !ConfigKeys.IsKnown(key)) is { } unknown)
        {
            throw line.Wrong("delete", $"unknown option '{unknown}'");
        }

        if (gone.FirstOrDefault(key => line.Find(key) is not null) is { } both)
        {
            throw line.Wrong(both, $"can't use '-{both}' and -delete {both}' at the same time");
        }

        Check(line, config.Future);

        // A lock is taken away by unlock, or by who may skip it.
        VmLock.Check(config, line);
        if (config.IsTemplate && given.Any(static change => ConfigKeys.IsDrive(change.Key)))
        {
            throw new RefusedException("stand-in does not know disks that come into a template");
        }

        if (config.Values.GetValueOrDefault("protection") == "1" && gone.FirstOrDefault(static key => ConfigKeys.IsDrive(key) || ConfigKeys.IsUnused(key)) is { } drive)
        {
            throw new RefusedException($"can't remove drive '{drive}' - protection mode enabled");
        }

        OptionChanges changes = new(config, answer);
        answer.Say($"update VM {id}: {string.Join(' ', gone.Length > 0 ? [.. given.Select(static change => $"-{change.Key} {change.Value}"), $"-delete {string.Join(',', gone)}"] : given.Select(static change => $"-{change.Key} {change.Value}"))}");
        foreach (string key in gone)
        {
            changes.Delete(key, line.IsOn("force"));
        }

        Drives drives = new(config, answer);
        foreach ((string key, string value) in given)
        {
            changes.Set(key, ConfigKeys.IsDrive(key) ? await drives.MakeAsync(key, value) : KeptValue.Of(key, value));
        }

        config.Save(StandIn.Node);
    }

    /// <summary><c>qm unlock</c>: takes the lock away, whoever set it.</summary>
    public static void Unlock(CommandLine line)
    {
        VmConfig config = VmConfig.Load(StandIn.Node, line.Vmid());
        config.Apply("lock", null);
        config.Save(StandIn.Node);
    }

    /// <summary><c>qm destroy</c>: the machine with the volumes that it owns.</summary>
    public static void Destroy(CommandLine line, Answer answer)
    {
        VmConfig config = VmLock.Open(line);
        if (config.Values.GetValueOrDefault("protection") == "1")
        {
            throw new RefusedException($"can't remove VM {config.Id} - protection mode enabled");
        }

        if (StandIn.RunningOf(config.Id) is not null)
        {
            throw new RefusedException($"VM {config.Id} is running - destroy failed");
        }

        foreach (string value in config.Values.Where(static pair => ConfigKeys.IsDrive(pair.Key) || ConfigKeys.IsUnused(pair.Key)).Select(static pair => VmConfig.VolumeOf(pair.Value)).Distinct(StringComparer.Ordinal))
        {
            (Storage storage, string volume) = Storage.Of(value);
            if (Storage.OwnerOf(volume) == config.Id && File.Exists(storage.FileOf(volume)))
            {
                storage.Free(volume);
                answer.Say($"  Logical volume \"{volume}\" successfully removed.");
            }
        }

        foreach (Storage storage in line.IsOn("destroy-unreferenced-disks") ? Storage.All() : [])
        {
            foreach (string volume in storage.Volumes(config.Id).ToArray())
            {
                storage.Free(volume);
            }
        }

        if (Directory.Exists($"{Places.Guests}/{config.Id}"))
        {
            Directory.Delete($"{Places.Guests}/{config.Id}", recursive: true);
        }

        File.Delete(VmConfig.FileOf(StandIn.Node, config.Id));
        if (line.IsOn("purge"))
        {
            answer.Say($"purging VM {config.Id} from related configurations..");
        }
    }

    // Each value by itself, and that the machine boots from what it will have.
    private static void Check(CommandLine line, SortedDictionary<string, string> future)
    {
        foreach ((string key, string value) in line.Options.Where(static option => ConfigKeys.IsKnown(option.Key)))
        {
            if (ConfigKeys.Objection(key, value) is { } objection)
            {
                throw line.Wrong(key, objection);
            }
        }

        if (line.Find("boot") is { } boot && Properties.Parse(boot, "legacy")["order"] is { } order)
        {
            foreach (string device in order.Split(';'))
            {
                if (!future.ContainsKey(device) && line.Find(device) is null)
                {
                    throw line.Wrong("boot", $"invalid bootorder: device '{device}' does not exist'");
                }
            }
        }
    }
}
