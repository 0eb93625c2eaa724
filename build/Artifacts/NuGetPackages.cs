using System.Text.Json;

namespace Mwan.Build.Artifacts;

/// <summary>The NuGet packages of a project, from its lock file.</summary>
public static class NuGetPackages
{
    /// <summary>Direct and transitive packages; those that only the compiler uses are not told apart.</summary>
    public static IReadOnlyList<ManifestPackage> Of(string lockFile)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(lockFile));
        return [.. document.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(static framework => framework.Value.EnumerateObject())
            .Where(static package => package.Value.TryGetProperty("resolved", out _))
            .DistinctBy(static package => package.Name, StringComparer.Ordinal)
            .OrderBy(static package => package.Name, StringComparer.Ordinal)
            .Select(static package => new ManifestPackage(
                package.Name, package.Value.GetProperty("resolved").GetString()!, Architecture: null, "nuget", Sha256: null, Licence.Unknown))];
    }
}
