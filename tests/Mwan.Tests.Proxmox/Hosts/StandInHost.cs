using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mwan.Build.Machines;
using Mwan.Build.Processes;
using Mwan.Tests.Proxmox.Host;
using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Hardware;

namespace Mwan.Tests.Proxmox.Hosts;

/// <summary>
/// A stand-in for a Proxmox host in namespaces of its own, reached by real SSH under the name <c>vault</c> through the client that
/// <see cref="ClientPath"/> puts first. It ends with this, and when this process ends, however it does.
/// </summary>
internal sealed partial class StandInHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What a test turns back and compares; the rest is the system or a record of what was asked.
    private static readonly string[] Kept = ["etc/pve", "etc/systemd", "var", "root", "run", "sys", "usr/local", "stand-in"];
    private static readonly string[] Passing = ["stand-in/calls", "stand-in/door", "stand-in/journal", "stand-in/steps", "stand-in/plan", "stand-in/unit-journals", "stand-in/pace", "stand-in/clock", "run/sshd"];

    private readonly ScratchDirectory scratch;
    private readonly Command boot;
    private OwnedProcess process;

    private StandInHost(ScratchDirectory scratch, Command boot, OwnedProcess process, EmulatorTree tree)
    {
        this.scratch = scratch;
        this.boot = boot;
        this.process = process;
        Tree = tree;
    }

    /// <summary>The hardware of the seed's host: an X710 with SR-IOV, an I226-V, three bridges.</summary>
    public static Machinery Vault { get; } = new()
    {
        Functions =
        [
            new PciFunction("0000:02:00.0", "0x8086", "0x1572", "i40e", 14, "enp2s0f0np0", VirtualFunctions: 32),
            new PciFunction("0000:02:00.1", "0x8086", "0x1572", "i40e", 15, "enp2s0f1np1", VirtualFunctions: 32),
            new PciFunction("0000:06:00.0", "0x8086", "0x125c", "igc", 20, "enp6s0"),
        ],
        Bridges = ["vmbr0", "mwanbr", "mbrains"],
    };

    /// <summary>Where its programs come from.</summary>
    public EmulatorTree Tree { get; }

    /// <summary>A directory for the files of a test, which goes with this.</summary>
    public string Scratch => scratch.Path;

    /// <summary>Directory of the SSH client that knows the host.</summary>
    public string ClientPath => scratch.File("client");

    /// <summary>What has been asked of it since the journal was cleared.</summary>
    public IReadOnlyList<JournalEntry> Journal => File.Exists(At(Places.Journal)) ? [.. File.ReadAllLines(At(Places.Journal)).Select(static line => JsonSerializer.Deserialize<JournalEntry>(line)!)] : [];

    /// <summary>What a real host would not have survived.</summary>
    public IReadOnlyList<string> Damage => File.Exists(At(Places.Damage)) ? File.ReadAllLines(At(Places.Damage)) : [];

    /// <summary>Starts one.</summary>
    public static async Task<StandInHost> StartAsync(Machinery? machinery = null)
    {
        EmulatorTree tree = EmulatorTree.FromEnvironment();
        if (!File.Exists(tree.OnHost("usr/sbin/sshd")))
        {
            throw new InvalidOperationException($"{tree.Root} has no usr/sbin/sshd: it comes with the package openssh-server in image/packages/machines.");
        }

        ScratchDirectory files = ScratchDirectory.Create();
        try
        {
            string root = Directory.CreateDirectory(files.File("root")).FullName;
            HostRoot.Make(root, tree, machinery ?? Vault);
            string client = Directory.CreateDirectory(files.File("client")).FullName;
            foreach (string key in (string[])[Path.Combine(root, "etc/ssh/host_key"), Path.Combine(client, "key")])
            {
                await Command.Of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key).RunAsync(CancellationToken.None);
            }

            File.Copy(Path.Combine(client, "key.pub"), Path.Combine(root, "root/.ssh/authorized_keys"));
            await Command.Of("mkfifo", Path.Combine(root, Places.Door[1..])).RunAsync(CancellationToken.None);
            int port = FreePort();
            Command command = Namespaces(root, tree, port);
            StandInHost host = new(files, command, await OwnedProcess.StartAsync(command), tree);
            await host.WriteClientAsync(port, await File.ReadAllTextAsync(Path.Combine(root, "etc/ssh/host_key.pub")));
            await host.ReachAsync();
            await host.ForgetAsync();
            await host.SaveAsync("new");
            return host;
        }
        catch
        {
            await files.DisposeAsync();
            throw;
        }
    }

    /// <summary>The path of one of its files, from without.</summary>
    public string At(string path) => Path.Combine(scratch.File("root"), path.TrimStart('/'));

    /// <summary>Runs a command on it by SSH.</summary>
    public Task<CommandResult> SshAsync(string command) => Command.Of(Path.Combine(ClientPath, "ssh"), "-o", "BatchMode=yes", "vault", command).TryRunAsync(CancellationToken.None);

    /// <summary>Runs a command on it that does not fail; its output.</summary>
    public async Task<string> NeedAsync(string command)
    {
        CommandResult result = await SshAsync(command);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"{command} ended with {result.ExitCode}:\n{result.Tail}");
    }

    /// <summary>Clears the journal, and says what is to go wrong from here on: <c>before 3</c>, <c>kill 3</c>, ...; null: nothing.</summary>
    public async Task ForgetAsync(string? plan = null)
    {
        File.Delete(At(Places.Journal));
        File.Delete(At(Places.Steps));
        File.Delete(At(Places.Plan));
        if (plan is not null)
        {
            await File.WriteAllTextAsync(At(Places.Plan), plan);
        }
    }

    /// <summary>Takes its power, amid whatever it does, and starts it again: programs, machines and all that was only in memory are gone.</summary>
    public async Task PowerCutAsync()
    {
        await process.DisposeAsync();
        Machinery machinery = JsonSerializer.Deserialize<Machinery>(await File.ReadAllTextAsync(At(Places.Hardware)))!;
        foreach (string memory in (string[])["/run", "/sys", Places.VmLocks, Places.Running, Places.Units, $"{Places.Own}/calls"])
        {
            await Command.Of("find", At(memory), "-mindepth", "1", "-delete").RunAsync(CancellationToken.None);
        }

        Directory.CreateDirectory(At("/run/sshd"));
        new Sysfs(At("/")).Keep([]);
        new Sysfs(At("/")).Build(machinery);
        process = await OwnedProcess.StartAsync(boot);
        await ReachAsync();
    }

    /// <summary>How long scripted machines boot, and then take to pass their gate, in milliseconds.</summary>
    public Task PaceAsync(int booting, int gate) => File.WriteAllTextAsync(At(Places.Pace), string.Create(CultureInfo.InvariantCulture, $"{booting} {gate}"));

    /// <summary>Has machines run in QEMU, on the bytes of their disks.</summary>
    public Task EmulateAsync() => File.WriteAllTextAsync(At(Places.Mode), "qemu");

    /// <summary>Has what counts seconds with <c>date +%s</c> count that many at a time.</summary>
    public Task HurryAsync(int times) => File.WriteAllTextAsync(At(Places.Clock), string.Create(CultureInfo.InvariantCulture, $"{times} {DateTimeOffset.UtcNow.ToUnixTimeSeconds()}\n"));

    /// <summary>Waits until nothing works on the host any more: no command that lost its connection, no exchange of disks.</summary>
    public async Task RestAsync()
    {
        long started = Stopwatch.GetTimestamp();
        while (Directory.GetFiles(At(Places.Units)).Any(static file => Path.GetFileName(file).Contains("swap", StringComparison.Ordinal)) || Working().Count > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"The host is still at work after {Patience}: {string.Join(", ", Working())}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Remembers all that the host is.</summary>
    public Task SaveAsync(string name) => CopyAsync(At(""), Directory.CreateDirectory(scratch.File($"saved/{name}")).FullName);

    /// <summary>Makes the host what it was then.</summary>
    public async Task RestoreAsync(string name)
    {
        await RestAsync();
        foreach (string directory in Kept.Where(static directory => directory != "stand-in"))
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(At(directory)).Where(entry => !IsPassing(entry)))
            {
                await Command.Of("rm", "-rf", entry).RunAsync(CancellationToken.None);
            }
        }

        foreach (string entry in Directory.EnumerateFileSystemEntries(At("stand-in")).Where(entry => !IsPassing(entry)))
        {
            await Command.Of("rm", "-rf", entry).RunAsync(CancellationToken.None);
        }

        await CopyAsync(scratch.File($"saved/{name}"), At(""));
        await ForgetAsync();
    }

    /// <summary>All files that make up the host, with the hash of each; what is random in them is left out when asked.</summary>
    public IReadOnlyDictionary<string, string> State(bool randomToo = true)
    {
        SortedDictionary<string, string> state = new(StringComparer.Ordinal);
        foreach (string directory in Kept)
        {
            foreach (string file in Directory.EnumerateFiles(At(directory), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Where(file => !IsPassing(file)))
            {
                string name = Path.GetRelativePath(At(""), file);
                if (Path.GetFileName(file) is not ("step.log" or "lock" or "boot.json"))
                {
                    state[name] = Content(file, randomToo);
                }
            }
        }

        return state;
    }

    /// <summary>What differs between two states, a line each.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
    [
        .. before.Keys.Except(after.Keys, StringComparer.Ordinal).Select(static name => $"- {name}"),
        .. after.Keys.Except(before.Keys, StringComparer.Ordinal).Select(static name => $"+ {name}"),
        .. before.Where(pair => after.TryGetValue(pair.Key, out string? other) && other != pair.Value).Select(pair => $"~ {pair.Key}\n    {pair.Value.ReplaceLineEndings("\n    ")}\n  now\n    {after[pair.Key].ReplaceLineEndings("\n    ")}"),
    ];

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await scratch.DisposeAsync();
    }

    private static Command Namespaces(string root, EmulatorTree tree, int port)
    {
        string runtime = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));
        return Command.Of(
            "bwrap",
            "--die-with-parent", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--hostname", "vault",
            "--bind", root, "/",
            "--ro-bind", tree.Root, Places.Tree,
            "--ro-bind", tree.OnHost("usr/lib"), "/usr/lib",
            "--ro-bind", tree.OnHost("usr/lib64"), "/usr/lib64",
            "--ro-bind", runtime, "/opt/dotnet",
            "--ro-bind", AppContext.BaseDirectory, "/opt/stand-in/program",
            "--dev", "/dev",
            "--dev-bind-try", "/dev/kvm", "/dev/kvm",
            "--proc", "/proc",
            "--chdir", "/",
            "--clearenv",
            "--setenv", "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "--setenv", "HOME", "/root",
            "--setenv", "DOTNET_ROOT", "/opt/dotnet",
            "--setenv", "DOTNET_EnableDiagnostics", "0",
            "--", "/opt/dotnet/dotnet", "/opt/stand-in/program/Mwan.Tests.Proxmox.Host.dll", port.ToString(CultureInfo.InvariantCulture));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Real(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"There is no {program} on this machine: install openssh-client.");

    private static string Content(string file, bool randomToo)
    {
        FileInfo info = new(file);
        if (info.Length > 1 << 16)
        {
            using FileStream stream = File.OpenRead(file);
            byte[] start = new byte[1 << 20];
            int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return string.Create(CultureInfo.InvariantCulture, $"{info.Length} bytes, the first {read} are {Convert.ToHexStringLower(SHA256.HashData(start.AsSpan(0, read)))}");
        }

        string text = Encoding.UTF8.GetString(File.ReadAllBytes(file)).TrimEnd('\0');
        return randomToo ? text : Random().Replace(text, "*");
    }

    private async Task WriteClientAsync(int port, string hostKey)
    {
        string directory = ClientPath;
        string known = Path.Combine(directory, "known_hosts");
        await File.WriteAllTextAsync(known, string.Create(CultureInfo.InvariantCulture, $"[127.0.0.1]:{port} {hostKey}"));
        await File.WriteAllTextAsync(Path.Combine(directory, "config"), string.Create(
            CultureInfo.InvariantCulture,
            $"Host vault\n  HostName 127.0.0.1\n  Port {port}\n  User root\n  IdentityFile {directory}/key\n  IdentitiesOnly yes\n  UserKnownHostsFile {known}\n  GlobalKnownHostsFile /dev/null\n  LogLevel ERROR\n"));

        // ssh takes the home directory from the user data base, not from HOME.
        foreach (string program in (string[])["ssh", "scp", "sftp"])
        {
            string script = Path.Combine(directory, program);
            await File.WriteAllTextAsync(script, $"#!/bin/sh\nexec {Real(program)} -F {directory}/config \"$@\"\n");
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task ReachAsync()
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (process.Exit.IsCompleted)
            {
                throw new InvalidOperationException($"The stand-in ended with {await process.Exit}: {process.Errors}");
            }

            CommandResult result = await SshAsync("true");
            if (result.ExitCode == 0)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"The stand-in is not reached within {Patience}: {result.Tail}\n{process.Errors}");
            }

            await Task.Delay(100);
        }
    }

    // Commands that came by SSH hold a directory of calls while they wait, and a lock while they work.
    private IReadOnlyList<string> Working() => [.. Directory.GetDirectories(At($"{Places.Own}/calls")).Where(IsAnswered).Select(static directory => Path.GetFileName(directory))];

    private static bool IsAnswered(string call) => !File.Exists(Path.Combine(call, "output"));

    private bool IsPassing(string entry)
    {
        string name = Path.GetRelativePath(At(""), entry);
        return Passing.Any(passing => name == passing || name.StartsWith($"{passing}/", StringComparison.Ordinal));
    }

    private static async Task CopyAsync(string from, string to)
    {
        foreach (string directory in Kept)
        {
            Directory.CreateDirectory(Path.Combine(to, directory));
            string[] passing = [.. Passing.Where(name => name.StartsWith($"{directory}/", StringComparison.Ordinal)).Select(name => $"--exclude=./{name[(directory.Length + 1)..]}")];
            await Command.Of("sh", ["-euc", "from=$1 to=$2; shift 2; tar -C \"$from\" -cSf - \"$@\" . | tar -C \"$to\" -xSf -", "sh", Path.Combine(from, directory), Path.Combine(to, directory), .. passing]).RunAsync(CancellationToken.None);
        }
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|ctime=[0-9]+|BC:24:11(:[0-9A-F]{2}){3}|\"Started\":\"[^\"]*\"|\"Process\":[0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Random();
}
