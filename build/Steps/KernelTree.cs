using System.Text.RegularExpressions;
using Mwan.Build.Packages;
using Mwan.Build.Processes;

namespace Mwan.Build.Steps;

/// <summary>The kernel and the modules that <c>image/modules</c> keeps: <c>vmlinuz</c> and <c>modules/VERSION/</c>.</summary>
public static partial class KernelTree
{
    private const string Step = "kernel";

    /// <summary>The directory with both.</summary>
    public static async Task<string> GetAsync(BuildContext context, string tools, CancellationToken cancellationToken)
    {
        string list = Path.Combine(context.Workspace.Image, "modules");
        using var hash = context.Hash(Step).AddFile("modules", list).Add("recipe", "3");
        return await context.Cache.GetAsync(
            Step,
            hash.Key(),
            "kernel and the modules of image/modules",
            (directory, _, token) => MakeAsync(context, tools, ModuleSelection.Read(list), directory, token),
            cancellationToken);
    }

    /// <summary>Release of the kernel in such a directory, as <c>uname -r</c> prints it.</summary>
    public static string Release(string kernel) => Path.GetFileName(Directory.GetDirectories(Path.Combine(kernel, "modules")).Single());

    private static async Task MakeAsync(BuildContext context, string tools, ModuleSelection selection, string directory, CancellationToken cancellationToken)
    {
        LockedPackage package = context.Lock.Set(Step).Single();
        await context.Store.EnsureAsync([package], cancellationToken);
        string unpacked = Path.Combine(directory, "unpacked");
        await Command.Of("dpkg-deb", "--extract", context.Store.PathOf(package), unpacked).RunAsync(cancellationToken);

        string all = Directory.GetDirectories(Path.Combine(unpacked, "usr/lib/modules")).Single();
        string release = Path.GetFileName(all);
        string kept = Path.Combine(directory, "modules", release);
        Directory.CreateDirectory(kept);
        string modules = Path.Combine(all, "kernel");
        string[] paths = [.. Directory.EnumerateFiles(modules, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(modules, path))];
        if (selection.Idle(paths) is { Count: > 0 } idle)
        {
            throw new BuildException($"image/modules: no module of Linux {release} matches {string.Join(", ", idle)}. Correct or remove the lines.");
        }

        foreach (string path in paths.Where(selection.Keeps))
        {
            string target = Path.Combine(kept, "kernel", path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(Path.Combine(modules, path), target);
        }

        foreach (string index in Directory.EnumerateFiles(all, "modules.builtin*").Append(Path.Combine(all, "modules.order")))
        {
            File.Move(index, Path.Combine(kept, Path.GetFileName(index)));
        }

        File.Move(Path.Combine(unpacked, "boot", $"vmlinuz-{release}"), Path.Combine(directory, "vmlinuz"));
        await IndexAsync(context, tools, directory, release, cancellationToken);
        Directory.Delete(unpacked, recursive: true);
    }

    private static async Task IndexAsync(BuildContext context, string tools, string directory, string release, CancellationToken cancellationToken)
    {
        CommandResult result = await context.Tools(tools)
            .Bind(directory, "/mnt/kernel")
            .Bind(Path.Combine(directory, "modules"), "/mnt/root/usr/lib/modules")
            .Command("sh", "-c", "ln -s usr/lib /mnt/root/lib && depmod -a -e -F \"/mnt/kernel/unpacked/boot/System.map-$1\" -b /mnt/root \"$1\" 2>&1", "sh", release)
            .TryRunAsync(cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new BuildException($"depmod failed:\n{result.Tail}");
        }

        string[] missing = [.. UnknownSymbol().Matches(result.Output)
            .Select(match => $"  {match.Groups["module"].Value[(match.Groups["module"].Value.IndexOf("/kernel/", StringComparison.Ordinal) + 8)..]} needs {match.Groups["symbol"].Value}")];
        if (missing.Length > 0)
        {
            throw new BuildException($"image/modules keeps modules that need symbols of modules it leaves out:\n{string.Join('\n', missing)}\n"
                + "Name the modules that have them too, or leave these out.");
        }
    }

    [GeneratedRegex(@"depmod: WARNING: (?<module>\S+) needs unknown symbol (?<symbol>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex UnknownSymbol();
}
