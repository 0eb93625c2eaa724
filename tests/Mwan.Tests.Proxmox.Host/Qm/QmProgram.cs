using System.Globalization;
using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Machines;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary><c>qm(1)</c>: what each command takes and refuses is as in qemu-server 9. A command that it does not play is refused by name.</summary>
internal sealed class QmProgram(StandIn host)
{
    private const string Vmid = "<vmid>";

    // The real program's commands; those that have no case below are not played.
    private static readonly string[] Real =
    [
        "agent", "cleanup", "clone", "cloudinit", "config", "create", "delsnapshot", "destroy", "disk", "guest", "import", "importdisk", "importovf", "list", "listsnapshot", "migrate", "monitor",
        "move-disk", "move_disk", "mtunnel", "nbdstop", "pending", "reboot", "remote-migrate", "rescan", "reset", "resize", "resume", "rollback", "sendkey", "set", "showcmd", "shutdown", "snapshot",
        "start", "status", "stop", "suspend", "template", "terminal", "unlink", "unlock", "vncproxy", "wait",
    ];

    // Changed at once in a machine that runs (qemu-server's $fast_plug_option).
    private static readonly HashSet<string> AtOnce = new(["description", "lock", "name", "onboot", "protection", "startup", "tags", "template"], StringComparer.Ordinal);

    private static string Node => StandIn.Node;

    /// <summary>Plays it.</summary>
    public async Task RunAsync(Call call, Answer answer)
    {
        string[] words = call.Arguments is ["disk" or "guest", _, ..] ? [$"{call.Arguments[0]} {call.Arguments[1]}", .. call.Arguments.Skip(2)] : [.. call.Arguments];
        string command = words.Length == 0 ? "" : words[0] switch
        {
            "importdisk" => "disk import",
            "resize" => "disk resize",
            "unlink" => "disk unlink",
            "rescan" => "disk rescan",
            "agent" => "guest cmd",
            _ => words[0],
        };
        string[] arguments = [.. words.Skip(1)];
        CommandLine Line(string[] positional, params string[] options) => CommandLine.Parse($"qm {command}", positional, Lists.Of(options), arguments);

        // Reading and what waits for a guest is not held up, and holds up nobody.
        switch (command)
        {
            case "guest exec":
                await ExecAsync(call, CommandLine.Parse("qm guest exec", [Vmid], Lists.Of("synchronous!", "timeout#", "pass-stdin!"), arguments, hasRest: true), answer);
                return;
            case "guest exec-status":
                await ExecStatusAsync(Line([Vmid, "<pid>"]), answer);
                return;
            case "guest cmd":
                await GuestCommandAsync(Line([Vmid, "<command>"]));
                return;
            case "wait":
                await WaitAsync(Line([Vmid], "timeout#"));
                return;
            default:
                await host.InTurnAsync(() => InTurnAsync(command, Line, arguments, answer));
                return;
        }
    }

    private async Task InTurnAsync(string command, Func<string[], string[], CommandLine> line, string[] arguments, Answer answer)
    {
        switch (command)
        {
            case "list":
                List(line([], ["full!"]), answer);
                break;
            case "config":
                Show(line([Vmid], ["current!"]), answer);
                break;
            case "pending":
                Pending(line([Vmid], []), answer);
                break;
            case "status":
                Status(line([Vmid], []), answer);
                break;
            case "create":
                await CreateAsync(CommandLine.Parse("qm create", [Vmid], static name => name is "start" ? OptionKind.Switch : OfMachine(name), arguments), answer);
                break;
            case "set":
                await SetAsync(CommandLine.Parse("qm set", [Vmid], static name => name is "delete" or "revert" ? OptionKind.List : name is "force" or "skiplock" ? OptionKind.Switch : name is "digest" ? OptionKind.Text : OfMachine(name), arguments), answer);
                break;
            case "clone":
                await CloneAsync(line([Vmid, "<newid>"], ["full!", "name", "description", "storage", "bwlimit#"]), answer);
                break;
            case "template":
                Template(line([Vmid], []));
                break;
            case "destroy":
                Destroy(line([Vmid], ["purge!", "skiplock!", "destroy-unreferenced-disks!"]), answer);
                break;
            case "start":
                await StartAsync(line([Vmid], ["skiplock!", "timeout#"]));
                break;
            case "stop":
                await StopAsync(line([Vmid], ["skiplock!", "timeout#", "overrule-shutdown!"]));
                break;
            case "shutdown":
                await ShutdownAsync(line([Vmid], ["skiplock!", "timeout#", "forceStop!"]));
                break;
            case "reboot":
                CommandLine reboot = line([Vmid], ["timeout#"]);
                await ShutdownAsync(reboot);
                await StartAsync(reboot);
                break;
            case "reset":
                CommandLine reset = line([Vmid], ["skiplock!"]);
                NeedRunning(reset.Vmid());
                StandIn.Scripted(reset.Vmid()).TurnOn(DateTimeOffset.UtcNow);
                break;
            case "unlock":
                VmConfig locked = VmConfig.Load(Node, line([Vmid], []).Vmid());
                locked.Apply("lock", null);
                locked.Save(Node);
                break;
            case "disk import":
                await ImportAsync(line([Vmid, "<source>", "<storage>"], ["format", "target-disk"]), answer);
                break;
            case "disk resize":
                Resize(line([Vmid, "<disk>", "<size>"], ["digest", "skiplock!"]));
                break;
            case "disk unlink":
                Unlink(line([Vmid], ["idlist", "force!"]), answer);
                break;
            case "disk rescan":
                Rescan(line([], ["vmid", "dryrun!"]), answer);
                break;
            default:
                throw Real.Contains(command.Split(' ')[0]) ? new RefusedException($"stand-in does not know: qm {command}") : new RefusedException($"ERROR: unknown command 'qm {command}'");
        }
    }

    private static OptionKind? OfMachine(string name) => ConfigKeys.KindOf(name);

    private static void CheckLock(VmConfig config, CommandLine line)
    {
        if (!line.IsOn("skiplock") && config.Values.TryGetValue("lock", out string? held))
        {
            throw new RefusedException($"VM is locked ({held})");
        }

        if (File.Exists($"{Places.VmLocks}/lock-{config.Id}.conf"))
        {
            throw new RefusedException($"can't lock file '{Places.VmLocks}/lock-{config.Id}.conf' - got timeout");
        }
    }

    private static void NeedRunning(string id)
    {
        if (StandIn.RunningOf(id) is null)
        {
            throw new RefusedException($"VM {id} not running");
        }
    }

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

    private static string NewMac()
    {
        byte[] random = System.Security.Cryptography.RandomNumberGenerator.GetBytes(3);
        return string.Create(CultureInfo.InvariantCulture, $"BC:24:11:{random[0]:X2}:{random[1]:X2}:{random[2]:X2}");
    }

    // As it is kept: a model with its address, the tags sorted.
    private static string Kept(string key, string value)
    {
        if (ConfigKeys.Kind(key) == "net")
        {
            Properties net = Properties.Parse(value, "model");
            string model = net.First ?? net.Names.First(static name => name is "virtio" or "e1000" or "e1000e" or "vmxnet3");
            string? mac = net[model] ?? net["macaddr"];
            string[] others = [.. net.Names.Where(name => name is not "model" and not "macaddr" && name != model).Select(name => $"{name}={net[name]}")];
            return string.Join(',', others.Prepend($"{model}={(mac ?? NewMac()).ToUpperInvariant()}"));
        }

        return key == "tags" ? string.Join(';', value.Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(static tag => tag.ToLower(CultureInfo.InvariantCulture)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) : value;
    }

    private static void List(CommandLine line, Answer answer)
    {
        string[] all = [.. VmConfig.All(Node)];
        if (all.Length == 0 || line.IsOn("full"))
        {
            return;
        }

        answer.Say($"{"VMID",10} {"NAME",-20} {"STATUS",-10} {"MEM(MB)",-10} {"BOOTDISK(GB)",12} {"PID",-10}");
        foreach (VmConfig config in all.Select(id => VmConfig.Load(Node, id)))
        {
            string? disk = (config.Values.GetValueOrDefault("boot") ?? "").Split('=', ';').FirstOrDefault(ConfigKeys.IsDrive);
            decimal size = disk is not null && config.Values.TryGetValue(disk, out string? drive) ? Sizes.Parse(Properties.Parse(drive, "file")["size"] ?? "0") / (decimal)(1L << 30) : 0;
            Running? running = StandIn.RunningOf(config.Id);
            answer.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{config.Id,10} {config.Values.GetValueOrDefault("name", $"VM {config.Id}"),-20} {(running is null ? "stopped" : "running"),-10} {config.Values.GetValueOrDefault("memory", "512"),-10} {size,12:0.00} {running?.Process ?? 0,-10}"));
        }
    }

    private static void Show(CommandLine line, Answer answer)
    {
        VmConfig config = VmConfig.Load(Node, line.Vmid());
        foreach ((string key, string value) in line.IsOn("current") ? config.Values : config.Future)
        {
            answer.Say($"{key}: {(key == "description" ? VmConfig.Encode(value + "\n") : value)}");
        }
    }

    private static void Pending(CommandLine line, Answer answer)
    {
        VmConfig config = VmConfig.Load(Node, line.Vmid());
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

    private static void Status(CommandLine line, Answer answer)
    {
        _ = VmConfig.Load(Node, line.Vmid());
        Settle(line.Vmid());
        answer.Say($"status: {(StandIn.RunningOf(line.Vmid()) is null ? "stopped" : "running")}");
    }

    private static void Settle(string id)
    {
        if (StandIn.RunningOf(id) is { Mode: "scripted" })
        {
            StandIn.Scripted(id).Settle(DateTimeOffset.UtcNow);
        }
    }

    private async Task CreateAsync(CommandLine line, Answer answer)
    {
        string id = line.Vmid();
        if (File.Exists(VmConfig.FileOf(Node, id)))
        {
            throw new RefusedException($"unable to create VM {id} - VM {id} already exists on node '{Node}'");
        }

        VmConfig config = VmConfig.Empty(id);
        Check(line, config.Values);
        config.Values["meta"] = $"creation-qemu=10.1.2,ctime={DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        config.Values["smbios1"] = $"uuid={Guid.NewGuid()}";
        config.Values["vmgenid"] = $"{Guid.NewGuid()}";
        Drives drives = new(config, answer);
        foreach ((string key, string value) in line.Options.Where(static option => option.Key != "start"))
        {
            config.Values[key] = ConfigKeys.IsDrive(key) ? await drives.MakeAsync(key, value) : Kept(key, value);
        }

        config.Save(Node);
        if (line.IsOn("start"))
        {
            await StartAsync(line);
        }
    }

    private static async Task SetAsync(CommandLine line, Answer answer)
    {
        string id = line.Vmid();
        VmConfig config = VmConfig.Load(Node, id);
        (string Key, string Value)[] changes = [.. line.Options.Where(static option => ConfigKeys.IsKnown(option.Key)).Select(static option => (option.Key, option.Value))];
        string[] gone = (line.Find("delete") ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (line.Find("revert") is not null || line.Find("digest") is not null)
        {
            throw new RefusedException("stand-in does not know: qm set --revert, --digest");
        }

        if (changes.Length == 0 && gone.Length == 0)
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
        CheckLock(config, line);
        if (config.IsTemplate && changes.Any(static change => ConfigKeys.IsDrive(change.Key)))
        {
            throw new RefusedException("stand-in does not know disks that come into a template");
        }

        if (config.Values.GetValueOrDefault("protection") == "1" && gone.FirstOrDefault(static key => ConfigKeys.IsDrive(key) || ConfigKeys.IsUnused(key)) is { } drive)
        {
            throw new RefusedException($"can't remove drive '{drive}' - protection mode enabled");
        }

        bool runs = StandIn.RunningOf(id) is not null;
        answer.Say($"update VM {id}: {string.Join(' ', gone.Length > 0 ? [.. changes.Select(static change => $"-{change.Key} {change.Value}"), $"-delete {string.Join(',', gone)}"] : changes.Select(static change => $"-{change.Key} {change.Value}"))}");
        foreach (string key in gone)
        {
            Take(config, key, runs, line.IsOn("force"), answer);
        }

        Drives drives = new(config, answer);
        foreach ((string key, string value) in changes)
        {
            string kept = ConfigKeys.IsDrive(key) ? await drives.MakeAsync(key, value) : Kept(key, value);

            // Disks and links are plugged into what runs, where nothing is plugged yet.
            bool plugs = ConfigKeys.Kind(key) is "scsi" or "net" && !config.Values.ContainsKey(key);
            if (!runs || AtOnce.Contains(key) || plugs)
            {
                _ = config.Pending.Remove(key);
                config.Apply(key, kept);
            }
            else if (config.Values.GetValueOrDefault(key) != kept)
            {
                config.Pending[key] = kept;
            }
        }

        config.Save(Node);
    }

    private static void Take(VmConfig config, string key, bool runs, bool force, Answer answer)
    {
        if (!config.Future.TryGetValue(key, out string? value))
        {
            answer.Warn($"cannot delete '{key}' - not set in current configuration!");
            return;
        }

        if (ConfigKeys.IsUnused(key))
        {
            (Storage storage, string volume) = Storage.Of(value);
            storage.Free(volume);
            config.Apply(key, null);
            return;
        }

        // What the guest booted from is not taken from it.
        bool boots = (config.Values.GetValueOrDefault("boot") ?? "").Split('=', ';').Contains(key, StringComparer.Ordinal);
        if (runs && !AtOnce.Contains(key) && (ConfigKeys.Kind(key) is not ("scsi" or "net") || boots))
        {
            config.Pending[key] = null;
            return;
        }

        _ = config.Pending.Remove(key);
        config.Apply(key, null);
        if (force && ConfigKeys.IsDrive(key) && config.Values.FirstOrDefault(pair => ConfigKeys.IsUnused(pair.Key) && pair.Value == VmConfig.VolumeOf(value)).Key is { } unused)
        {
            Take(config, unused, runs, force: false, answer);
        }
    }

    private static async Task CloneAsync(CommandLine line, Answer answer)
    {
        string id = line.Vmid();
        string to = line.Vmid("<newid>");
        VmConfig config = VmConfig.Load(Node, id);
        CheckLock(config, line);
        bool full = line.Find("full") is null ? !config.IsTemplate : line.IsOn("full");
        if (line.Find("storage") is not null && !full)
        {
            throw new RefusedException("parameter 'storage' not allowed for linked clones");
        }

        if (line.Find("name") is { } name && ConfigKeys.Objection("name", name) is { } objection)
        {
            throw line.Wrong("name", objection);
        }

        if (File.Exists(VmConfig.FileOf(Node, to)))
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
                    clone.Values[key] = ConfigKeys.Kind(key) == "net" ? Kept(key, System.Text.RegularExpressions.Regex.Replace(value, "=([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}", $"={NewMac()}", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))) : value;
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

        clone.Values["smbios1"] = $"uuid={Guid.NewGuid()}";
        clone.Values["vmgenid"] = $"{Guid.NewGuid()}";
        clone.Values["meta"] = $"creation-qemu=10.1.2,ctime={DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        clone.Save(Node);
    }

    private static void Template(CommandLine line)
    {
        VmConfig config = VmConfig.Load(Node, line.Vmid());
        CheckLock(config, line);
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

        config.Save(Node);
    }

    private static void Destroy(CommandLine line, Answer answer)
    {
        VmConfig config = VmConfig.Load(Node, line.Vmid());
        CheckLock(config, line);
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

        File.Delete(VmConfig.FileOf(Node, config.Id));
        if (line.IsOn("purge"))
        {
            answer.Say($"purging VM {config.Id} from related configurations..");
        }
    }

    private async Task StartAsync(CommandLine line)
    {
        VmConfig config = VmConfig.Load(Node, line.Vmid());
        CheckLock(config, line);
        if (config.IsTemplate)
        {
            throw new RefusedException("you can't start a vm if it's a template");
        }

        if (StandIn.RunningOf(config.Id) is not null)
        {
            throw new RefusedException($"VM {config.Id} already running");
        }

        config.ApplyPending();
        config.Save(Node);
        foreach ((string key, string value) in config.Values)
        {
            if (ConfigKeys.IsDrive(key))
            {
                (Storage storage, string volume) = Storage.Of(VmConfig.VolumeOf(value));
                _ = storage.SizeOf(volume);
            }
            else if (ConfigKeys.Kind(key) == "net" && Properties.Parse(value, "model")["bridge"] is { } bridge && !host.Sysfs.IsBridge(bridge))
            {
                throw new RefusedException($"bridge '{bridge}' does not exist\nkvm: -netdev type=tap,id={key}: network script /var/lib/qemu-server/pve-bridge failed with status 512\nstart failed: QEMU exited with code 1");
            }
        }

        await host.TurnOnAsync(config, Functions(config));
    }

    private List<string> Functions(VmConfig config)
    {
        List<string> functions = [];
        foreach ((string key, string value) in config.Values.Where(static pair => ConfigKeys.Kind(pair.Key) == "hostpci"))
        {
            Properties device = Properties.Parse(value, "host");
            if (device["pcie"] == "1" && !config.Values.GetValueOrDefault("machine", "pc").Contains("q35", StringComparison.Ordinal))
            {
                throw new RefusedException("q35 machine model is not enabled");
            }

            foreach (string address in (device["host"] ?? throw new RefusedException($"stand-in does not know mappings: {key}: {value}")).Split(';'))
            {
                IReadOnlyList<string> found = host.Sysfs.FunctionsOf(address);
                if (found.Count == 0)
                {
                    throw new RefusedException($"no PCI device found for '{address}'");
                }

                foreach (string function in found)
                {
                    if (functions.Contains(function))
                    {
                        throw new RefusedException($"device '{function}' assigned more than once");
                    }

                    if (Directory.GetFiles(Places.Running).FirstOrDefault(file => StandIn.RunningOf(Path.GetFileName(file))!.Functions.Contains(function, StringComparer.Ordinal)) is { } other)
                    {
                        throw new RefusedException($"PCI device '{function}' already in use by VMID '{Path.GetFileName(other)}'");
                    }

                    functions.Add(function);
                }
            }
        }

        if (functions.Count > 0 && !StandIn.Machinery.HasIommu)
        {
            throw new RefusedException("cannot prepare PCI pass-through, IOMMU not present");
        }

        foreach (string function in functions)
        {
            host.Sysfs.BindToVfio(function);
        }

        return functions;
    }

    private async Task StopAsync(CommandLine line)
    {
        VmConfig config = VmConfig.Load(Node, line.Vmid());
        CheckLock(config, line);
        if (StandIn.RunningOf(config.Id) is not null)
        {
            await host.Machine(config.Id).StopAsync();
            host.PowerOff(config.Id);
        }
    }

    private async Task ShutdownAsync(CommandLine line)
    {
        VmConfig config = VmConfig.Load(Node, line.Vmid());
        CheckLock(config, line);
        if (StandIn.RunningOf(config.Id) is null)
        {
            return;
        }

        int seconds = int.Parse(line.Find("timeout") ?? "180", CultureInfo.InvariantCulture);
        Settle(config.Id);
        if (!await host.Machine(config.Id).ShutdownAsync(TimeSpan.FromSeconds(seconds)))
        {
            if (!line.IsOn("forceStop"))
            {
                throw new RefusedException("VM quit/powerdown failed - got timeout");
            }

            await host.Machine(config.Id).StopAsync();
        }

        host.PowerOff(config.Id);
    }

    private static async Task ImportAsync(CommandLine line, Answer answer)
    {
        VmConfig config = VmConfig.Load(Node, line.Vmid());
        CheckLock(config, line);
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

        config.Save(Node);
        answer.Say($"{key}: successfully imported disk '{value}'");
    }

    private static void Resize(CommandLine line)
    {
        VmConfig config = VmConfig.Load(Node, line.Vmid());
        CheckLock(config, line);
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
        config.Save(Node);
    }

    private static void Unlink(CommandLine line, Answer answer)
    {
        VmConfig config = VmConfig.Load(Node, line.Vmid());
        CheckLock(config, line);
        foreach (string key in (line.Find("idlist") ?? throw line.Wrong("idlist", "property is missing and it is not optional")).Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            Take(config, key, StandIn.RunningOf(config.Id) is not null, line.IsOn("force"), answer);
        }

        config.Save(Node);
    }

    // Volumes that belong to a machine and that its configuration does not name become unused disks of it.
    private static void Rescan(CommandLine line, Answer answer)
    {
        foreach (string id in VmConfig.All(Node).Where(id => line.Find("vmid") is not { } wanted || wanted == id).ToArray())
        {
            VmConfig config = VmConfig.Load(Node, id);
            foreach (Storage storage in Storage.All().Where(static storage => storage.Content.Contains("images", StringComparer.Ordinal)))
            {
                foreach (string volume in storage.Volumes(id).Select(volume => $"{storage.Name}:{volume}").Where(volume => !config.Values.Values.Any(value => VmConfig.VolumeOf(value) == volume)).ToArray())
                {
                    answer.Say($"VM {id} add unreferenced volume '{volume}' as '{config.AddUnused(volume)}' to config");
                }
            }

            if (!line.IsOn("dryrun"))
            {
                config.Save(Node);
            }
        }
    }

    private static async Task WaitAsync(CommandLine line)
    {
        string id = line.Vmid();
        DateTimeOffset end = DateTimeOffset.UtcNow.AddSeconds(int.Parse(line.Find("timeout") ?? "86400", CultureInfo.InvariantCulture));
        while (StandIn.RunningOf(id) is not null)
        {
            if (DateTimeOffset.UtcNow > end)
            {
                throw new RefusedException("wait failed - got timeout");
            }

            await Task.Delay(20);
        }
    }

    private async Task NeedAgentAsync(string id)
    {
        if (!VmConfig.Load(Node, id).Values.TryGetValue("agent", out string? agent) || Properties.Parse(agent, "enabled").First != "1")
        {
            throw new RefusedException("No QEMU guest agent configured");
        }

        if (StandIn.RunningOf(id) is null)
        {
            throw new RefusedException($"VM {id} is not running");
        }

        if (!await host.Machine(id).AnswersAsync())
        {
            throw new RefusedException("QEMU guest agent is not running");
        }
    }

    private async Task GuestCommandAsync(CommandLine line)
    {
        await NeedAgentAsync(line.Vmid());
        if (line["<command>"] is not "ping")
        {
            throw new RefusedException($"stand-in does not know: qm guest cmd {line["<command>"]}");
        }
    }

    private async Task ExecAsync(Call call, CommandLine line, Answer answer)
    {
        bool waits = line.Find("synchronous") is null || line.IsOn("synchronous");
        if (line.Find("timeout") is not null && !waits)
        {
            throw line.Wrong("synchronous", "needs to be set for 'timeout'");
        }

        string? input = line.IsOn("pass-stdin") ? call.Input : null;
        if (input is not null && new FileInfo(input).Length > 1 << 20)
        {
            throw new RefusedException("'input-data' (STDIN) is limited to 1 MiB, aborting");
        }

        await NeedAgentAsync(line.Vmid());
        if (line.Rest.Count == 0)
        {
            throw new RefusedException("command or input-data (or both) required");
        }

        string? kept = null;
        if (input is not null)
        {
            // Its caller may go before it is read.
            kept = Path.Combine("/tmp", Path.GetRandomFileName());
            File.Copy(input, kept);
        }

        Task<Child> program = host.Machine(line.Vmid()).ExecAsync(line.Rest, kept);
        int process = host.Remember(program);
        TimeSpan limit = TimeSpan.FromSeconds(int.Parse(line.Find("timeout") ?? "30", CultureInfo.InvariantCulture));
        if (waits && limit > TimeSpan.Zero)
        {
            _ = await Task.WhenAny(program, Task.Delay(limit));
        }
        else if (waits)
        {
            _ = await program;
        }

        if (!program.IsCompleted || !waits)
        {
            if (waits)
            {
                answer.Warn("timeout reached, returning pid");
            }

            answer.Say(PerlJson.Object(("pid", process)));
            return;
        }

        Say(await program, answer);
        if (kept is not null)
        {
            File.Delete(kept);
        }
    }

    private async Task ExecStatusAsync(CommandLine line, Answer answer)
    {
        await NeedAgentAsync(line.Vmid());
        Task<Child> program = host.ProgramOf(int.Parse(line["<pid>"], CultureInfo.InvariantCulture));
        if (!program.IsCompleted)
        {
            answer.Say(PerlJson.Object(("exited", 0)));
            return;
        }

        Say(await program, answer);
    }

    private static void Say(Child child, Answer answer) => answer.Say(PerlJson.Object(
        ("err-data", child.Errors.Length == 0 ? null : child.Errors),
        ("exitcode", child.Code),
        ("exited", 1),
        ("out-data", child.Output.Length == 0 ? null : child.Output)));
}
