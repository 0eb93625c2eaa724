using System.Text.Json;
using System.Xml.Linq;

namespace Mwan.Build.Artifacts;

/// <summary>The NuGet packages that a published program contains, from its <c>deps.json</c>: the runtime itself among them.</summary>
public static class NuGetPackages
{
    private const string RuntimePack = "runtimepack.";

    /// <summary>Packages with their licences, as far as NuGet's folder on this machine still has them.</summary>
    public static IReadOnlyList<ManifestPackage> Of(string depsFile)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(depsFile));
        return [.. document.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(static library => library.Value.GetProperty("type").GetString() is "package" or "runtimepack")
            .Select(static library => library.Name.Split('/'))
            .Select(static parts => (Name: parts[0].Replace(RuntimePack, "", StringComparison.Ordinal), Version: parts[1]))
            .OrderBy(static package => package.Name, StringComparer.Ordinal)
            .Select(static package => new ManifestPackage(
                package.Name, package.Version, Architecture: null, "nuget", Sha256: null, LicenceOf(package.Name, package.Version)))];
    }

    // nuspec: <license type="expression">MIT</license>, an SPDX expression.
    private static string LicenceOf(string name, string version)
    {
        string folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string id = name.ToLowerInvariant();
        string nuspec = Path.Combine(folder, id, version, $"{id}.nuspec");
        return File.Exists(nuspec)
            ? XDocument.Load(nuspec).Descendants().FirstOrDefault(static element => element.Name.LocalName == "license" && element.Attribute("type")?.Value == "expression")?.Value ?? Licence.Unknown
            : Licence.Unknown;
    }
}
