using Mwan.Build.Render;
using Mwan.Config;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>The site of the lab and what the builder makes of it.</summary>
internal static class LabSite
{
    public static Site Value { get; } = Load();

    /// <summary>Lays the resolved site below a root directory, as an image has it.</summary>
    public static void Install(string root)
    {
        string path = Path.Combine(root, "usr/lib/mwan/config.json");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, SiteJson.Write(Value));
    }

    /// <summary>The baseline firewall of the site.</summary>
    public static string Baseline(string directory)
    {
        string rendered = Path.Combine(directory, "rendered");
        new Renderer(new HandlebarsTemplates()).Render(Value, Path.Combine(Repository(), "overlays"), rendered);
        return Path.Combine(rendered, "etc/nftables.conf");
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
