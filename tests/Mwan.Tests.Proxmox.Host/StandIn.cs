using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Guests;
using Mwan.Tests.Proxmox.Host.Hardware;
using Mwan.Tests.Proxmox.Host.Machines;
using Mwan.Tests.Proxmox.Host.Qm;
using Mwan.Tests.Proxmox.Host.Storages;
using Mwan.Tests.Proxmox.Host.Units;

namespace Mwan.Tests.Proxmox.Host;

/// <summary>
/// A host of Proxmox VE as far as mwan needs one. All that it knows is in files (configurations as a real host has them), so that a test looks
/// at them and turns them back; only machines in QEMU are its own, and end with it.
/// </summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly Process server;
    private readonly SemaphoreSlim turn = new(1);
    private readonly ConcurrentDictionary<int, Task<Child>> programs = new();
    private readonly ConcurrentDictionary<string, QemuMachine> machines = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource end = new();
    private readonly Dictionary<string, FileStream> groups = new(StringComparer.Ordinal);

    private StandIn(Process server)
    {
        this.server = server;
        Connections = new Connections(server.Id);
    }

    /// <summary>SSH connections to it.</summary>
    public Connections Connections { get; }

    /// <summary>Its hardware as the kernel tells of it.</summary>
    public Sysfs Sysfs { get; } = new("/");

    /// <summary>What it is; read anew each time, since tests change it.</summary>
    public static Machinery Machinery => JsonSerializer.Deserialize<Machinery>(File.ReadAllText(Places.Hardware))!;

    /// <summary>Name of the node.</summary>
    public static string Node => Machinery.Node;

    /// <summary>Starts it with its SSH server.</summary>
    public static StandIn Start(string port)
    {
        if (!File.Exists("/dev/pve"))
        {
            File.CreateSymbolicLink("/dev/pve", $"{Places.Volumes}/local-lvm");
        }

        ProcessStartInfo start = new("/usr/sbin/sshd", ["-D", "-e", "-f", "/etc/ssh/sshd_config", "-p", port]) { UseShellExecute = false };
        StandIn host = new(Process.Start(start)!);
        _ = Task.Run(() => host.WatchAsync(host.end.Token));
        _ = Task.Run(() => HostStart.RunAsync(host));
        return host;
    }

    /// <summary>Does what a program was called for.</summary>
    public async Task RunAsync(Call call, Answer answer, string? session)
    {
        if (session is not null)
        {
            answer.Output.Append(session);
            return;
        }

        try
        {
            if (call.Guest is not null)
            {
                await InTurnAsync(() => new GuestProgram(this).Run(call, answer));
                return;
            }

            await InTurnAsync(Follow);
            switch (call.Program)
            {
                // What waits for a guest or a unit holds up nobody.
                case "systemctl":
                    await SystemctlProgram.RunAsync(call.Arguments, answer);
                    break;
                case "systemd-run":
                    await SystemdRunProgram.RunAsync(call, answer);
                    break;
                case "journalctl":
                    JournalctlProgram.Run(call.Arguments, answer);
                    break;
                case "ip":
                    await InTurnAsync(() => new IpProgram(this).Run(call.Arguments, answer));
                    break;
                case "qm":
                    await new QmProgram(this).RunAsync(call, answer);
                    break;
                case "pvesm":
                    await PvesmProgram.RunAsync(call, answer);
                    break;
                case "pvesh":
                    await PveshProgram.RunAsync(call, answer);
                    break;
                case "pveversion":
                    answer.Say($"pve-manager/{Machinery.Version}/0123456789abcdef (running kernel: 6.14.11-3-pve)");
                    break;
                case "udevadm" when call.Arguments is ["settle", ..]:
                    break;
                default:
                    throw new RefusedException($"stand-in does not know: {call.Program} {string.Join(' ', call.Arguments)}");
            }

            await InTurnAsync(Follow);
        }
        catch (RefusedException refusal)
        {
            answer.Warn(refusal.Message);
            answer.Code = refusal.Code;
        }
#pragma warning disable CA1031 // Whatever is wrong with the stand-in has to be seen in the test that called it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            answer.Warn($"stand-in failed: {exception}");
            answer.Code = 254;
        }
    }

    /// <summary>Does something while nothing else changes the host.</summary>
    public Task InTurnAsync(Action action) => InTurnAsync(() =>
    {
        action();
        return Task.CompletedTask;
    });

    /// <summary>Does something while nothing else changes the host.</summary>
    public async Task InTurnAsync(Func<Task> action)
    {
        await turn.WaitAsync();
        try
        {
            await action();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>What is kept of a machine that is on; null: it is off.</summary>
    public static Running? RunningOf(string id) => File.Exists($"{Places.Running}/{id}") ? JsonSerializer.Deserialize<Running>(File.ReadAllText($"{Places.Running}/{id}")) : null;

    /// <summary>A machine that is on.</summary>
    /// <exception cref="RefusedException">It is off.</exception>
    public IMachine Machine(string id) => RunningOf(id) switch
    {
        null => throw new RefusedException($"VM {id} is not running"),
        { Mode: "scripted" } => Scripted(id),
        _ => machines.TryGetValue(id, out QemuMachine? machine) ? machine : throw new RefusedException($"VM {id} is not running"),
    };

    /// <summary>Remembers a program that runs in a guest and gives it a process id.</summary>
    public int Remember(Task<Child> program)
    {
        int process = 1000 + programs.Count;
        programs[process] = program;
        return process;
    }

    /// <summary>A program that runs, or has run, in a guest.</summary>
    /// <exception cref="RefusedException">There is none of this process id.</exception>
    public Task<Child> ProgramOf(int process) => programs.TryGetValue(process, out Task<Child>? program) ? program : throw new RefusedException($"Agent error: Invalid parameter 'pid'");

    /// <summary>A scripted machine.</summary>
    public static ScriptedMachine Scripted(string id) => new(VmConfig.Load(Node, id));

    /// <summary>Changes a configuration, and plugs the disks that came or went into a machine that runs, or out of it. A scripted one looks by itself.</summary>
    public async Task PluggingAsync(string id, Func<Task> change)
    {
        SortedDictionary<string, string> before = VmConfig.Load(Node, id).Values;
        await change();
        if (!machines.TryGetValue(id, out QemuMachine? machine))
        {
            return;
        }

        SortedDictionary<string, string> after = VmConfig.Load(Node, id).Values;
        foreach (string slot in before.Keys.Except(after.Keys, StringComparer.Ordinal).Where(static key => ConfigKeys.Kind(key) == "scsi"))
        {
            await machine.UnplugAsync(slot);
        }

        foreach (string slot in after.Keys.Except(before.Keys, StringComparer.Ordinal).Where(static key => ConfigKeys.Kind(key) == "scsi"))
        {
            await machine.PlugAsync(slot, after[slot]);
        }
    }

    /// <summary>Turns a machine on.</summary>
    public async Task TurnOnAsync(VmConfig config, IReadOnlyList<string> functions)
    {
        string mode = File.Exists(Places.Mode) ? (await File.ReadAllTextAsync(Places.Mode)).Trim() : "scripted";
        if (mode == "qemu")
        {
            QemuMachine machine = await QemuMachine.StartAsync(config, $"/run/m{config.Id}");
            machines[config.Id] = machine;

            // It may end by itself, and another may have been turned on by the time that this has its turn.
            _ = machine.Ended.ContinueWith(
                _ => InTurnAsync(() =>
                {
                    if (machines.TryGetValue(config.Id, out QemuMachine? current) && ReferenceEquals(current, machine))
                    {
                        PowerOff(config.Id);
                    }
                }),
                TaskScheduler.Default);
        }
        else
        {
            Scripted(config.Id).TurnOn(DateTimeOffset.UtcNow);
        }

        string fresh = $"{Places.Own}/{config.Id}.new";
        await File.WriteAllTextAsync(fresh, JsonSerializer.Serialize(new Running(mode, 4000, DateTimeOffset.UtcNow, functions)));
        File.Move(fresh, $"{Places.Running}/{config.Id}", overwrite: true);
        HoldGroups();
    }

    /// <summary>Notes that a machine is off; what waited for that holds from now on.</summary>
    public void PowerOff(string id)
    {
        _ = machines.TryRemove(id, out _);
        File.Delete($"{Places.Running}/{id}");
        if (File.Exists(VmConfig.FileOf(Node, id)))
        {
            VmConfig config = VmConfig.Load(Node, id);
            config.ApplyPending();
            config.Save(Node);
        }
    }

    /// <summary>Files that a scripted guest keeps on its state disk.</summary>
    public static string StateOf(string guest)
    {
        string? disk = VmConfig.Load(Node, guest).Values.Values.FirstOrDefault(static value => value.Contains("serial=mwan-state", StringComparison.Ordinal));
        if (disk is null)
        {
            return $"{Places.Guests}/{guest}/state";
        }

        (Storage storage, string volume) = Storage.Of(disk.Split(',')[0]);
        return storage.StateOf(volume);
    }

    /// <summary>A path inside a scripted guest as one of the host.</summary>
    public static string InGuest(string guest, string path)
    {
        const string Disk = "/dev/disk/by-serial/";
        if (path.StartsWith(Disk, StringComparison.Ordinal))
        {
            string value = VmConfig.Load(Node, guest).Values.Values.FirstOrDefault(value => value.Contains($"serial={path[Disk.Length..]}", StringComparison.Ordinal)) ?? throw new RefusedException($"{path}: there is no such file.", 1);
            (Storage storage, string volume) = Storage.Of(value.Split(',')[0]);
            return storage.FileOf(volume);
        }

        return path.StartsWith("/state/", StringComparison.Ordinal) || path == "/state" ? Path.Combine(StateOf(guest), path["/state".Length..].TrimStart('/')) : $"{Places.Guests}/{guest}{path}";
    }

    /// <summary>Ends it, and the machines that it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        foreach (QemuMachine machine in machines.Values)
        {
            await machine.DisposeAsync();
        }

        server.Kill();
        server.Dispose();
        turn.Dispose();
        end.Dispose();
    }

    // The kernel makes virtual functions while somebody writes their number: as soon after as can be.
    private async Task WatchAsync(CancellationToken cancellation)
    {
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(10));
        string before = "";
        while (await look.WaitForNextTickAsync(cancellation))
        {
            string now = Sysfs.Numbers();
            if (now != before)
            {
                before = now;
                await InTurnAsync(Follow);
            }
        }
    }

    // As QEMU holds open the groups of what it is given.
    private void HoldGroups()
    {
        HashSet<string> wanted = new(Directory.GetFiles(Places.Running).Where(static file => !file.EndsWith(".new", StringComparison.Ordinal))
            .SelectMany(file => RunningOf(Path.GetFileName(file))?.Functions ?? []).Select(Sysfs.GroupOf).OfType<string>(), StringComparer.Ordinal);
        foreach (string gone in groups.Keys.Where(group => !wanted.Contains(group)).ToArray())
        {
            groups[gone].Dispose();
            _ = groups.Remove(gone);
        }

        foreach (string group in wanted.Where(group => !groups.ContainsKey(group)))
        {
            Directory.CreateDirectory("/dev/vfio");
            groups[group] = new FileStream($"/dev/vfio/{group}", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
    }

    private void Follow()
    {
        HoldGroups();
        IReadOnlyList<string> damage = Sysfs.Follow(Machinery, static address => Directory.GetFiles(Places.Running).Any(file => RunningOf(Path.GetFileName(file)) is { } machine && machine.Functions.Contains(address, StringComparer.Ordinal)));
        if (damage.Count > 0)
        {
            File.AppendAllLines(Places.Damage, damage);
        }
    }
}
