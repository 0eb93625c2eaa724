using Mwan.Build.Packages;
using Mwan.Build.Processes;

namespace Mwan.Build.Steps;

/// <summary>The kernel and the modules that <c>image/modules</c> keeps, not compressed: <c>vmlinuz</c> and <c>modules/VERSION/</c>.</summary>
public static class KernelTree
{
    private const string Step = "kernel";

    /// <summary>The directory with both.</summary>
    public static async Task<string> GetAsync(BuildContext context, string tools, CancellationToken cancellationToken)
    {
        string list = Path.Combine(context.Workspace.Image, "modules");
        using var hash = context.Hash(Step).AddFile("modules", list).Add("recipe", "5");
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
        await IndexAsync(context, tools, Path.Combine(unpacked, "usr/lib/modules"), release, cancellationToken);
        IReadOnlyDictionary<string, IReadOnlyList<string>> dependencies = ReadDependencies(Path.Combine(all, "modules.dep"));
        if (selection.Idle([.. dependencies.Keys]) is { Count: > 0 } idle)
        {
            throw new BuildException($"image/modules: no module of Linux {release} matches {string.Join(", ", idle)}. Correct or remove the lines.");
        }

        foreach (string path in selection.Closure(dependencies))
        {
            string target = Path.Combine(kept, "kernel", path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(Path.Combine(modules, path), target);
        }

        foreach (string index in (string[])["modules.builtin", "modules.builtin.modinfo", "modules.order"])
        {
            File.Move(Path.Combine(all, index), Path.Combine(kept, index));
        }

        // The root's file system and the initrd compress them as well, with something that is read faster.
        await context.Tools(tools).Bind(kept, "/mnt/modules").Command("find", "/mnt/modules/kernel", "-name", "*.xz", "-exec", "unxz", "{}", "+").RunAsync(cancellationToken);
        await IndexAsync(context, tools, Path.Combine(directory, "modules"), release, cancellationToken);
        File.Move(Path.Combine(unpacked, "boot", $"vmlinuz-{release}"), Path.Combine(directory, "vmlinuz"));
        Directory.Delete(unpacked, recursive: true);
    }

    private static Task<string> IndexAsync(BuildContext context, string tools, string modules, string release, CancellationToken cancellationToken) =>
        context.Tools(tools)
            .Bind(modules, "/mnt/root/usr/lib/modules")
            .Command("sh", "-euc", "ln -s usr/lib /mnt/root/lib; depmod -a -b /mnt/root \"$1\"", "sh", release)
            .RunAsync(cancellationToken);

    // modules.dep(5): "kernel/a.ko.xz: kernel/b.ko.xz kernel/c.ko.xz", the needed ones complete and in no particular order.
    private static Dictionary<string, IReadOnlyList<string>> ReadDependencies(string file) => File.ReadLines(file)
        .Select(static line => line.Split(": ".ToCharArray(), StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(
            static names => names[0]["kernel/".Length..],
            static names => (IReadOnlyList<string>)[.. names[1..].Select(static name => name["kernel/".Length..])],
            StringComparer.Ordinal);
}
