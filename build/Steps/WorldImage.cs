namespace Mwan.Build.Steps;

/// <summary>
/// The lab's other machine: the Debian packages of the set <c>world</c>, <c>image/world</c> laid over them and the image's own kernel
/// modules, as one file that the kernel unpacks into memory: no disk, and nothing to clean up after a run.
/// </summary>
public static class WorldImage
{
    private const string Step = "world-image";

    private const string Compose = """
        cp -a /mnt/debian /mnt/step/tree
        cd /mnt/step/tree
        rm -rf boot var/cache var/lib/apt var/lib/dpkg usr/share/doc usr/share/man usr/share/locale usr/share/bash-completion
        mkdir -p usr/lib/modules
        cp -a "/mnt/modules/$1" usr/lib/modules/
        cp -a --no-preserve=ownership /mnt/overlay/. .
        find . | LC_ALL=C sort | cpio --quiet --create --format=newc --reproducible --owner=+0:+0 > ../world.cpio
        cd /mnt/step
        rm -rf tree
        """;

    /// <summary>The file, an initrd (<c>initramfs-buffer-format</c> of the kernel's documentation).</summary>
    public static async Task<string> GetAsync(BuildContext context, string tools, string kernel, CancellationToken cancellationToken)
    {
        string overlay = Path.Combine(context.Workspace.Image, "world");
        string debian = await ToolsTree.GetAsync(context, "world", cancellationToken);
        using var hash = context.Hash("world").Add("kernel", Path.GetFileName(kernel)).AddDirectory("overlay", overlay).Add("recipe", Compose);
        string directory = await context.Cache.GetAsync(
            Step,
            hash.Key(),
            "the lab's world",
            async (directory, report, token) => await context.Tools(tools)
                .Bind(directory, "/mnt/step")
                .ReadOnly(debian, "/mnt/debian")
                .ReadOnly(Path.Combine(kernel, "modules"), "/mnt/modules")
                .ReadOnly(overlay, "/mnt/overlay")
                .Command("sh", "-euc", Compose, "sh", KernelTree.Release(kernel))
                .LogTo(context.LogOf(Step))
                .Telling(report.Now)
                .RunAsync(token),
            cancellationToken);
        return Path.Combine(directory, "world.cpio");
    }
}
