using Mwan.Build;
using Mwan.Build.Machines;
using Mwan.Config;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>What all boots share: the image under test, its site, QEMU, and which accelerator works.</summary>
internal static class Bench
{
    /// <summary>Names the image; else it is the newest of the clone's artifacts.</summary>
    public const string ImageVariable = "MWAN_IMAGE";

    /// <summary>Names the site's file that the image was built from; else it is the clone's <c>mwan.yaml</c>.</summary>
    public const string SiteVariable = "MWAN_CONFIG";

    private static readonly Lazy<Workspace> Clone = new(() => Workspace.Find(AppContext.BaseDirectory, Variable(SiteVariable), null));
    private static readonly Lazy<EmulatorTree> LazyTree = new(EmulatorTree.FromEnvironment);
    private static readonly Lazy<Site> LazySite = new(ReadSite);
    private static readonly Lazy<string> LazyImage = new(FindImage);
    private static readonly Lazy<AcceleratorProbe> Probe = new(() => new AcceleratorProbe(Tree));

    public static EmulatorTree Tree => LazyTree.Value;

    public static DiskFiles Disks => new(Tree);

    public static Site Site => LazySite.Value;

    public static string Image => LazyImage.Value;

    public static Task<Accelerator> AcceleratorAsync() => Probe.Value.BestAsync();

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string FindImage()
    {
        string? image = Variable(ImageVariable);
        if (image is null && Directory.Exists(Clone.Value.Output))
        {
            image = new DirectoryInfo(Clone.Value.Output).EnumerateFiles("mwan-*.qcow2").MaxBy(file => file.LastWriteTimeUtc)?.FullName;
        }

        return File.Exists(image)
            ? Path.GetFullPath(image)
            : throw new InvalidOperationException($"There is no image to test. Build one first (target Image), or name one in {ImageVariable}.");
    }

    private static Site ReadSite()
    {
        SiteReading reading = SiteFile.Load(Clone.Value.Config);
        return reading.Site ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics));
    }
}
