using Mwan.Build.Artifacts;
using Mwan.Build.Machines;
using Mwan.Config;

namespace Mwan.Build.Lab;

/// <summary>What a lab is made of.</summary>
/// <param name="Site">The site that the image was built from.</param>
/// <param name="Image">The image, a qcow2 file; never written.</param>
/// <param name="Tree">Where QEMU comes from.</param>
/// <param name="Kernel">The world's kernel.</param>
/// <param name="World">The world's initrd (<see cref="Steps.WorldImage"/>).</param>
/// <param name="PeerTemplates">What the other ends of the tunnels are made from: <c>image/vps</c>.</param>
/// <param name="RouterClock">What the router's clock says when it is turned on; null: what the host's says.</param>
/// <param name="RouterDisks">Disks of the router besides its own two; null: none.</param>
public sealed record LabParts(
    Site Site, string Image, EmulatorTree Tree, string Kernel, string World, string PeerTemplates, DateTimeOffset? RouterClock = null, IReadOnlyList<Disk>? RouterDisks = null)
{
    /// <summary>The image of a clone, and the world of the trees of tools that have been made for it.</summary>
    /// <param name="clone">The clone.</param>
    /// <param name="site">Its site.</param>
    public static LabParts Of(Workspace clone, Site site)
    {
        ArgumentNullException.ThrowIfNull(clone);
        string trees = Path.Combine(clone.Output, "trees");
        return new LabParts(
            site,
            ArtifactNames.FindImage(clone.Output),
            new EmulatorTree(Path.Combine(trees, "machines")),
            Path.Combine(trees, "kernel", "vmlinuz"),
            Path.Combine(trees, "world", "world.cpio"),
            clone.VpsTemplates);
    }
}
