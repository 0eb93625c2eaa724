using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>Commands that make machines from machines.</summary>
internal static class TemplateCommands
{
    /// <summary><c>qm clone</c>: linked from a template unless it is to be full.</summary>
    public static async Task CloneAsync(CommandLine line, Answer answer)
    {
        string id = line.Vmid();
        string to = line.Vmid("<newid>");
        VmConfig config = VmLock.Open(line);
        bool full = line.Find("full") is null ? !config.IsTemplate : line.IsOn("full");
        if (line.Find("storage") is not null && !full)
        {
            throw new RefusedException("parameter 'storage' not allowed for linked clones");
        }

        if (line.Find("name") is { } name && ConfigKeys.Objection("name", name) is { } objection)
        {
            throw line.Wrong("name", objection);
        }

        if (File.Exists(VmConfig.FileOf(StandIn.Node, to)))
        {
            throw new RefusedException($"unable to create VM {to}: config file already exists");
        }

        if (StandIn.RunningOf(id) is not null)
        {
            throw new RefusedException("stand-in does not know clones of a machine that runs");
        }

        VmConfig clone = VmConfig.Empty(to);
        List<(Storage Storage, string Volume)> made = [];
        try
        {
            foreach ((string key, string value) in config.Values.Where(static pair => !ConfigKeys.IsUnused(pair.Key) && pair.Key is not ("template" or "lock" or "name")))
            {
                if (!ConfigKeys.IsDrive(key))
                {
                    clone.Values[key] = KeptValue.OfClone(key, value);
                    continue;
                }

                Properties drive = Properties.Parse(value, "file");
                (Storage storage, string volume) = Storage.Of(drive.First!);
                if (!full && (!config.IsTemplate || storage.Type != "lvmthin"))
                {
                    throw new RefusedException($"Linked clone feature is not supported for drive '{key}'");
                }

                answer.Say($"create {(full ? "full" : "linked")} clone of drive {key} ({drive.First})");
                Storage target = full && line.Find("storage") is { } wanted ? Storage.Find(wanted) : storage;
                _ = storage.SizeOf(volume);
                string copy = await target.CopyAsync(storage.FileOf(volume), to);
                made.Add((target, copy));
                drive.First = $"{target.Name}:{copy}";
                clone.Values[key] = drive.ToString();
            }
        }
        catch (RefusedException refusal)
        {
            foreach ((Storage storage, string volume) in made)
            {
                storage.Free(volume);
            }

            throw new RefusedException($"clone failed: {refusal.Message}");
        }

        clone.Values["name"] = line.Find("name") ?? $"Copy-of-VM-{config.Values.GetValueOrDefault("name") ?? id}";
        if (line.Find("description") is { } description)
        {
            clone.Values["description"] = description;
        }

        clone.MarkAsNew();
        clone.Save(StandIn.Node);
    }

    /// <summary><c>qm template</c>: its volumes are base volumes from then on.</summary>
    public static void Template(CommandLine line)
    {
        VmConfig config = VmLock.Open(line);
        if (config.IsTemplate)
        {
            throw new RefusedException("you can't convert a template to a template");
        }

        if (StandIn.RunningOf(config.Id) is not null)
        {
            throw new RefusedException("you can't convert a VM to template if VM is running");
        }

        config.Values["template"] = "1";
        foreach (string key in config.Values.Keys.Where(ConfigKeys.IsDrive).ToArray())
        {
            Properties drive = Properties.Parse(config.Values[key], "file");
            (Storage storage, string volume) = Storage.Of(drive.First!);
            drive.First = $"{storage.Name}:{storage.MakeBase(volume)}";
            config.Values[key] = drive.ToString();
        }

        config.Save(StandIn.Node);
    }
}
