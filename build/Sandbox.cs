using System.Globalization;
using Mwan.Build.Processes;

namespace Mwan.Build;

/// <summary>
/// Runs programs as root of a Debian tree without a network, in namespaces of their own that end with the build: no mount and no
/// process can be left behind, whatever kills it. Someone who is not root gets a user namespace with their subordinate ids.
/// </summary>
/// <param name="Tree">Root directory of the tree; null: the host's own.</param>
public sealed record Sandbox(string? Tree)
{
    // The kernel tells of the end of a parent from the moment on that it was asked to, so each asks, and then looks whether the parent is
    // still there. Within the process namespace the parent is seen only by the /proc of those outside.
    private const string Tied = """
        [ "$PPID" = "$1" ] || exit 1
        shift
        exec unshare --pid --mount --fork --kill-child=KILL -- sh -c '
            while read -r key value; do [ "$key" != PPid: ] || break; done </proc/self/status
            [ "$value" = "$1" ] || exit 1
            shift
            exec "$@"' sh "$$" "$@"
        """;

    private const string OwnProcesses = "mount -t proc -o nosuid,nodev,noexec proc /proc && exec \"$@\"";

    private static readonly string[] UserNamespace = ["unshare", "--user", "--map-root-user", "--map-auto", "--mount"];

    private IReadOnlyList<string> Mounts { get; init; } = [];

    private IReadOnlyList<string> Environment { get; init; } = [];

    private bool HasNetwork { get; init; }

    /// <summary>Makes a host directory or file writable at a path of the tree.</summary>
    public Sandbox Bind(string host, string path) => this with { Mounts = [.. Mounts, "--bind", host, path] };

    /// <summary>Makes a host directory or file readable at a path of the tree.</summary>
    public Sandbox ReadOnly(string host, string path) => this with { Mounts = [.. Mounts, "--ro-bind", host, path] };

    /// <summary>Sets a variable of the otherwise empty environment.</summary>
    public Sandbox With(string name, string value) => this with { Environment = [.. Environment, "--setenv", name, value] };

    /// <summary>Keeps the host's network: for virtual machines that are reached over the loopback device.</summary>
    public Sandbox WithNetwork() => this with { HasNetwork = true };

    /// <summary>A program of the tree.</summary>
    public Command Command(string program, params IEnumerable<string> arguments)
    {
        string[] isolation =
        [
            "--die-with-parent", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
            .. HasNetwork ? Array.Empty<string>() : ["--unshare-net"],
            "--ro-bind", Tree ?? "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", "/run", "--tmpfs", "/var/tmp",
            "--tmpfs", "/mnt",
            .. Mounts,
            "--clearenv", "--setenv", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "--setenv", "HOME", "/root", "--setenv", "LC_ALL", "C.UTF-8",
            .. Environment,
            "--", program,
        ];
        return Owned("bwrap", isolation).With(arguments) with { Name = program };
    }

    /// <summary>
    /// A program of the host as root of a user namespace, or as it is for root. It runs in a process and a mount namespace of its own:
    /// however the build ends, the kernel ends all that the program started and undoes all that it mounted.
    /// </summary>
    public static Command AsRoot(string program, params IEnumerable<string> arguments) =>
        Owned(program).With(arguments) with { Name = program };

    /// <summary>
    /// The same in a network namespace of its own, with a <c>/run</c> in which <c>ip netns</c> can keep others: whatever networks the
    /// program makes, none of them touches the host's and none outlives it.
    /// </summary>
    public static Command InOwnNetwork(string program, params IEnumerable<string> arguments) =>
        AsRoot("unshare", "--net", "sh", "-c", "ip link set lo up && mount -t tmpfs tmpfs /run && exec \"$@\"", "sh", program).With(arguments) with { Name = program };

    // In a process namespace of its own, whose first process is tied to the build: the kernel ends them all together, whatever state they
    // are in. Its /proc is its own too: bwrap looks itself up there, and would find somebody else, or nobody. Entering a user namespace
    // makes the kernel forget the signal (prctl(2), PR_SET_PDEATHSIG), so setpriv comes after it.
    private static Command Owned(string program, params IEnumerable<string> arguments)
    {
        string builder = System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        string[] prefix = [.. System.Environment.UserName == "root" ? [] : UserNamespace, "setpriv", "--pdeathsig", "KILL", "sh", "-c", Tied, "sh", builder, "sh", "-c", OwnProcesses, "sh"];
        return Processes.Command.Of(prefix[0], prefix[1..]).With(arguments.Prepend(program)) with { Name = program };
    }

    /// <summary>Deletes a tree whose files may belong to subordinate ids.</summary>
    public static async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        if (Path.Exists(path))
        {
            await AsRoot("rm", "-rf", "--one-file-system", path).RunAsync(cancellationToken);
        }
    }
}
