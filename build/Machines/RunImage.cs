using System.Net;
using System.Net.Sockets;

namespace Mwan.Build.Machines;

/// <summary>Runs an image with its serial console in the terminal.</summary>
public static class RunImage
{
    private const long StateBytes = 2L << 30;

    /// <summary>How long QEMU may take to end and to give the terminal back.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>Runs it until it powers off or the user quits.</summary>
    /// <param name="options">What to run.</param>
    /// <param name="output">Where to say how to reach it and how to quit.</param>
    /// <param name="cancellation">Ends the machine.</param>
    /// <returns>QEMU's exit status.</returns>
    /// <exception cref="IOException">The image does not exist, or QEMU does not start.</exception>
    public static async Task<int> RunAsync(RunOptions options, TextWriter output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        if (!File.Exists(options.Image))
        {
            throw new FileNotFoundException($"{options.Image}: no such image. Build it first, with the target Image.", options.Image);
        }

        await using ScratchDirectory scratch = ScratchDirectory.Create();
        int port = FreePort(options.SshPort);
        VirtualMachine machine = await PrepareAsync(options, scratch, port);
        Accelerator accelerator = await new AcceleratorProbe(options.Tree).BestAsync();
        await output.WriteLineAsync($"""
            {Path.GetFileName(options.Image)} ({accelerator.ToString().ToUpperInvariant()}, {(options.KeepState is null ? "state is forgotten at the end" : $"state in {options.KeepState}")})
              log in      ssh -p {port} root@127.0.0.1
              power off   press Ctrl-A c, then: system_powerdown
              quit        press Ctrl-A x
            """);
        await output.FlushAsync(cancellation);

        await using RunningMachine running = await RunningMachine.StartAsync(machine, options.Tree, scratch.NewMachine(), accelerator, cancellation);
        try
        {
            return await running.Exit.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // Killed, QEMU would leave the terminal raw.
            await Task.WhenAny(running.Qmp.ExecuteAsync("quit", null, CancellationToken.None), Task.Delay(Farewell, CancellationToken.None));
            await Task.WhenAny(running.Exit, Task.Delay(Farewell, CancellationToken.None));
            throw;
        }
    }

    private static async Task<VirtualMachine> PrepareAsync(RunOptions options, ScratchDirectory scratch, int port)
    {
        DiskFiles disks = new(options.Tree);
        string home = options.KeepState is null ? scratch.Path : Directory.CreateDirectory(Path.GetFullPath(options.KeepState)).FullName;
        string system = scratch.File("system.qcow2");
        await disks.OverlayAsync(options.Image, DiskFormat.Qcow2, system);

        string state = Path.Combine(home, "state.qcow2");
        if (!File.Exists(state))
        {
            await disks.BlankAsync(state, StateBytes);
        }

        string variables = Path.Combine(home, "firmware.fd");
        if (!File.Exists(variables))
        {
            File.Copy(options.Tree.OnHost(Firmware.PlainVariables), variables);
        }

        string identity = Path.Combine(home, "uuid");
        if (!File.Exists(identity))
        {
            await File.WriteAllTextAsync(identity, $"{Guid.NewGuid():D}\n");
        }

        Guid uuid = Guid.Parse((await File.ReadAllTextAsync(identity)).Trim());
        VirtualMachine machine = SiteMachine.Describe(options.Site, uuid, new Firmware(Firmware.PlainCode, variables), system, state);
        return machine.Connect(options.Site.Management.Port, new UserBackend(new HostForward(22, port))) with
        {
            ConsoleInTerminal = true,
            Disks = [.. machine.Disks.Select(disk => disk with { Durable = options.KeepState is not null && string.Equals(disk.File, state, StringComparison.Ordinal) })],
        };
    }

    /// <summary>The wanted port, or any if it is taken.</summary>
    private static int FreePort(int wanted)
    {
        foreach (int port in new[] { wanted, 0 })
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return ((IPEndPoint)socket.LocalEndPoint!).Port;
            }
            catch (SocketException failure) when (port != 0 && failure.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // The second round takes any.
            }
        }

        throw new IOException("No port of 127.0.0.1 is free.");
    }
}
