using System.Reflection;
using System.Runtime.InteropServices;

namespace Mwan.Agent.Observation;

/// <summary>What the box runs.</summary>
/// <param name="Version">Version of the image, or of the program where there is no image.</param>
/// <param name="Commit">Commit that the image was built from; null: not in an image.</param>
/// <param name="ConfigHash">Hash of the site's resolved configuration; null: not in an image.</param>
/// <param name="Runtime">The .NET runtime inside the program.</param>
/// <param name="Kernel">Kernel release, as <c>uname -r</c>.</param>
internal sealed record Release(string Version, string? Commit, string? ConfigHash, string Runtime, string Kernel)
{
    /// <summary>Reads the image's release files; what is missing stays null.</summary>
    public static Release Read(Layout layout)
    {
        IReadOnlyDictionary<string, string> system = EnvironmentFile.Read(layout.OsRelease);
        IReadOnlyDictionary<string, string> own = EnvironmentFile.Read(layout.Release);
        string? image = string.Equals(system.GetValueOrDefault("IMAGE_ID"), "mwan", StringComparison.Ordinal)
            ? system.GetValueOrDefault("IMAGE_VERSION")
            : null;
        return new Release(
            image ?? own.GetValueOrDefault("MWAN_VERSION") ?? ProgramVersion,
            own.GetValueOrDefault("MWAN_COMMIT"),
            own.GetValueOrDefault("MWAN_CONFIG_HASH"),
            RuntimeInformation.FrameworkDescription,
            SmallFile.Text(layout.KernelRelease) ?? Environment.OSVersion.Version.ToString());
    }

    private static string ProgramVersion =>
        typeof(Release).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
