using Mwan.Build.Processes;

namespace Mwan.Build.Machines;

/// <summary>
/// A Debian 13 root that holds QEMU 10, <c>qemu-img</c> and OVMF. Its programs run with its own <c>/usr</c> and <c>/etc</c> and the host's
/// everything else, in a mount namespace made by <c>bwrap(1)</c>, and end with this process.
/// </summary>
/// <param name="Root">The root's directory.</param>
public sealed record EmulatorTree(string Root)
{
    /// <summary>Names the root for programs that are not given one.</summary>
    public const string Variable = "MWAN_TOOLS";

    private static readonly string[] FromTheTree = ["usr", "etc", "bin", "sbin", "lib", "lib32", "lib64", "libx32"];
    private static readonly string[] MadeByTheKernel = ["proc", "dev"];

    /// <summary>The tree that <see cref="Variable"/> names.</summary>
    /// <exception cref="InvalidOperationException">It names none, or no directory.</exception>
    public static EmulatorTree FromEnvironment()
    {
        string? root = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(root))
        {
            throw new InvalidOperationException(
                $"The variable {Variable} is not set. Give it the directory of a Debian 13 root with qemu-system-x86, qemu-utils and ovmf.");
        }

        return Directory.Exists(Path.Combine(root, "usr"))
            ? new EmulatorTree(root)
            : throw new InvalidOperationException($"{Variable}={root} is no root of a Debian system: it has no usr.");
    }

    /// <summary>The host's path of a file of the tree.</summary>
    /// <param name="file">An absolute path inside the tree.</param>
    public string OnHost(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Path.Combine(Root, file.TrimStart('/'));
    }

    /// <summary>A program of the tree, which ends with this process.</summary>
    public Command Command(string program, params IEnumerable<string> arguments) => new("bwrap",
    [
        "--die-with-parent",
        "--ro-bind", OnHost("usr"), "/usr",
        "--ro-bind", OnHost("etc"), "/etc",
        "--symlink", "usr/bin", "/bin",
        "--symlink", "usr/sbin", "/sbin",
        "--symlink", "usr/lib", "/lib",
        "--symlink", "usr/lib64", "/lib64",
        "--proc", "/proc",
        "--dev-bind", "/dev", "/dev",
        .. HostDirectories().SelectMany(directory => new[] { "--bind", directory, directory }),
        "--chdir", Environment.CurrentDirectory,
        "--",
        program,
        .. arguments,
    ]);

    /// <summary>Images and scratch files keep the paths that they have outside.</summary>
    private static IEnumerable<string> HostDirectories() =>
        Directory.GetDirectories("/")
            .Where(directory => !FromTheTree.Contains(Path.GetFileName(directory)) && !MadeByTheKernel.Contains(Path.GetFileName(directory)))
            .Where(directory => new DirectoryInfo(directory).LinkTarget is null)
            .Order(StringComparer.Ordinal);
}
