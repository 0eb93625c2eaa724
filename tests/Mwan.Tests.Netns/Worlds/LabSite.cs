using Mwan.Build.Render;
using Mwan.Config;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>The site of the lab and what the builder makes of it and of its variants.</summary>
internal static class LabSite
{
    public static Site Value { get; } = Load();

    /// <summary>Lays the resolved site below a root directory, as an image has it.</summary>
    public static void Install(string root) => Install(root, Value);

    /// <summary>Lays another one there.</summary>
    public static void Install(string root, Site site)
    {
        string path = Path.Combine(root, "usr/lib/mwan/config.json");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, SiteJson.Write(site));
    }

    /// <summary>The site of the lab with the lab's own Internet to ask, quick to judge and to forgive.</summary>
    public static Site Measured() => Value with
    {
        Wans = [.. Value.Wans.Select(wan => wan with
        {
            Health = wan.Health with
            {
                Targets = [new HealthTarget(ProbeKind.Icmp, Lab.Internet4), new HealthTarget(ProbeKind.Icmp, Lab.Internet6)],
                Quorum = 1,
                Timeout = TimeSpan.FromSeconds(0.9),
                Failures = 3,
                Hold = TimeSpan.FromSeconds(2),
            },
        })],
    };

    /// <summary>Lays the site's baseline firewall below a root directory.</summary>
    /// <returns>Its path, at which the agent finds it too.</returns>
    public static string InstallBaseline(string root, Site site)
    {
        string rendered = Path.Combine(root, "rendered");
        new Renderer(new HandlebarsTemplates()).Render(site, Path.Combine(Repository(), "overlays"), rendered);
        string path = Path.Combine(root, "etc/nftables.conf");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Path.Combine(rendered, "etc/nftables.conf"), path);
        return path;
    }

    private static Site Load()
    {
        SiteReading reading = SiteFile.Load(Path.Combine(AppContext.BaseDirectory, "site.yaml"));
        return reading.Site ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics));
    }

    private static string Repository()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Mwan.Build.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
