using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mwan.Config;

namespace Mwan.Build.Machines;

/// <summary>A machine that runs. It ends when this is disposed of, and when this process ends, however it does.</summary>
public sealed partial class RunningMachine : IAsyncDisposable
{
    /// <summary>From the start of QEMU to its last connection.</summary>
    private static readonly TimeSpan Startup = TimeSpan.FromSeconds(60);

    private readonly OwnedProcess process;
    private readonly SerialConsole? console;

    private RunningMachine(VirtualMachine description, OwnedProcess process, QmpClient qmp, GuestAgent guest, SerialConsole? console)
    {
        Description = description;
        this.process = process;
        Qmp = qmp;
        Guest = guest;
        this.console = console;
    }

    /// <summary>What was started.</summary>
    public VirtualMachine Description { get; }

    /// <summary>QEMU's control channel.</summary>
    public QmpClient Qmp { get; }

    /// <summary>The agent inside.</summary>
    public GuestAgent Guest { get; }

    /// <summary>The serial console.</summary>
    /// <exception cref="InvalidOperationException">It is in the terminal.</exception>
    public SerialConsole Console => console ?? throw new InvalidOperationException("The console of this machine is in the terminal.");

    /// <summary>QEMU's exit status, once it has ended.</summary>
    public Task<int> Exit => process.Exit;

    /// <summary>Waits until QEMU has ended, and until all that the machine reported and wrote to its console has been read.</summary>
    /// <exception cref="TimeoutException">It has not by then.</exception>
    public Task EndAsync(TimeSpan deadline) => Task.WhenAll(Exit, Qmp.Ended, console?.Ended ?? Task.CompletedTask).WaitAsync(deadline);

    /// <summary>What QEMU complained of.</summary>
    public string Errors => process.Errors;

    /// <summary>Starts a machine.</summary>
    /// <param name="machine">The machine. Who listens at its NICs' sockets does so already.</param>
    /// <param name="tree">Where QEMU comes from.</param>
    /// <param name="directory">A directory of its own for sockets.</param>
    /// <param name="accelerator">What executes it.</param>
    /// <param name="cancellation">Gives up while it starts.</param>
    /// <exception cref="IOException">QEMU does not start; the message has its words.</exception>
    public static async Task<RunningMachine> StartAsync(
        VirtualMachine machine, EmulatorTree tree, MachineDirectory directory, Accelerator accelerator, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(directory);
        using UnixListener qmpSocket = new(directory.Qmp);
        using UnixListener guestSocket = new(directory.GuestAgent);
        using UnixListener consoleSocket = new(directory.Console);
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(Startup);

        OwnedProcess qemu = await OwnedProcess.StartAsync(
            tree.Command(QemuCommandLine.Program, QemuCommandLine.Render(machine, directory, accelerator)), machine.ConsoleInTerminal);
        _ = qemu.Exit.ContinueWith(_ => late.CancelAsync(), cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            QmpClient qmp = await QmpClient.OpenAsync(await qmpSocket.AcceptAsync(late.Token), late.Token);
            GuestAgent guest = new(await guestSocket.AcceptAsync(late.Token));
            SerialConsole? serial = machine.ConsoleInTerminal ? null : new SerialConsole(await consoleSocket.AcceptAsync(late.Token));
            await qmp.ExecuteAsync("cont", null, late.Token);
            return new RunningMachine(machine, qemu, qmp, guest, serial);
        }
        catch (Exception failure) when (failure is OperationCanceledException or QmpException && !cancellation.IsCancellationRequested)
        {
            await qemu.DisposeAsync();
            throw new IOException($"QEMU did not start: {qemu.Errors}", failure);
        }
        catch
        {
            await qemu.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program in the guest to its end, within three minutes.</summary>
    public Task<GuestResult> RunAsync(params string[] command) => Guest.RunAsync(command);

    /// <summary>Presses the power button and waits until QEMU has ended, and until all that it reported has been read.</summary>
    /// <exception cref="TimeoutException">The guest has not powered off by then.</exception>
    public async Task PowerOffAsync(TimeSpan deadline)
    {
        await Qmp.PowerButtonAsync();
        await EndAsync(deadline);
    }

    /// <summary>Has the guest restart itself; returns when it is at its firmware again.</summary>
    /// <exception cref="TimeoutException">It has not come that far by then.</exception>
    public async Task RestartAsync(TimeSpan deadline)
    {
        int resets = Qmp.Events.Count(static name => name == "RESET");

        // Not waited for: the agent that would tell how it ended is among the first to end.
        await Guest.StartAsync(["systemctl", "--no-block", "reboot"]);
        await Qmp.WaitForEventAsync("RESET", deadline, resets + 1);
        Guest.Forget();
    }

    /// <summary>The port of 127.0.0.1 that leads to a port of the guest.</summary>
    /// <exception cref="InvalidOperationException">None does.</exception>
    public async Task<int> ForwardedPortAsync(int guestPort)
    {
        string table = await Qmp.MonitorAsync("info usernet");
        foreach (Match row in ForwardRow().Matches(table))
        {
            if (int.Parse(row.Groups["guest"].ValueSpan, CultureInfo.InvariantCulture) == guestPort)
            {
                return int.Parse(row.Groups["host"].Value, CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException($"No port of this host leads to port {guestPort} of the guest:\n{table}");
    }

    /// <summary>Takes a passed-through NIC out, as a hypervisor does (hot-unplug); returns when the guest has let it go.</summary>
    /// <exception cref="QmpException">There is none.</exception>
    /// <exception cref="TimeoutException">The guest has not let it go by then.</exception>
    public Task RemoveAsync(Port port, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(port);
        return RemoveAsync(port.Name, deadline);
    }

    /// <summary>Takes out a device that was plugged in, by its name; returns when the guest has let it go.</summary>
    /// <exception cref="QmpException">There is none.</exception>
    /// <exception cref="TimeoutException">The guest has not let it go by then.</exception>
    public async Task RemoveAsync(string device, TimeSpan deadline)
    {
        long started = TimeProvider.System.GetTimestamp();
        await Qmp.ExecuteAsync("device_del", new JsonObject { ["id"] = device });
        while (await HasAsync(device))
        {
            if (TimeProvider.System.GetElapsedTime(started) > deadline)
            {
                throw new TimeoutException($"The guest has not let {device} go within {deadline}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Puts a NIC back at the place and to the network of one that was taken out.</summary>
    public Task InsertAsync(Nic nic) => AddAsync(NicArguments.Device(nic));

    /// <summary>Plugs a disk in.</summary>
    /// <exception cref="QmpException">Its place is taken.</exception>
    /// <exception cref="IOException">QEMU does not open its file.</exception>
    public async Task InsertAsync(Disk disk)
    {
        ArgumentNullException.ThrowIfNull(disk);
        string answer = (await Qmp.MonitorAsync($"drive_add 0 {DiskArguments.Drive(disk)}")).Trim();
        if (answer != "OK")
        {
            throw new IOException($"{disk.File}: {answer}");
        }

        _ = await AddAsync(DiskArguments.Device(disk));
    }

    /// <summary>Ends it at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await Qmp.DisposeAsync();
        await Guest.DisposeAsync();
        if (console is not null)
        {
            await console.DisposeAsync();
        }
    }

    private Task<JsonNode?> AddAsync(string device)
    {
        string[] properties = device.Split(',');
        JsonObject arguments = new() { ["driver"] = properties[0] };
        foreach (string[] property in properties.Skip(1).Select(static text => text.Split('=', 2)))
        {
            // A command line has words, QMP has types; a serial number of digits is a word.
            arguments[property[0]] = property[0] is "channel" or "scsi-id" or "lun" or "bootindex" ? int.Parse(property[1], CultureInfo.InvariantCulture) : property[1];
        }

        return Qmp.ExecuteAsync("device_add", arguments);
    }

    private async Task<bool> HasAsync(string device) =>
        (await Qmp.ExecuteAsync("qom-list", new JsonObject { ["path"] = "/machine/peripheral" }))!.AsArray().Any(child => (string?)child!["name"] == device);

    /// <summary>A row of <c>info usernet</c>: protocol and state, descriptor, host address and port, guest address and port, queues.</summary>
    [GeneratedRegex(@"TCP\[HOST_FORWARD\]\s+\d+\s+\S+\s+(?<host>\d+)\s+\S+\s+(?<guest>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ForwardRow();
}
