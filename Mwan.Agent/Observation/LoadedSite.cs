using Mwan.Config;

namespace Mwan.Agent.Observation;

/// <summary>The site, or why there is none.</summary>
/// <param name="Site">The site; null: it could not be read.</param>
/// <param name="Problem">A sentence with a remedy; null: nothing is wrong.</param>
internal sealed record LoadedSite(Site? Site, string? Problem)
{
    private const string Remedy = "the image is broken: roll back to the other slot, or build and deploy it again";

    /// <summary>Reads the resolved configuration. Whatever is wrong with it becomes <see cref="Problem"/>.</summary>
    public static LoadedSite Read(Layout layout)
    {
        try
        {
            return SiteJson.TryRead(File.ReadAllBytes(layout.Config), out Site? site, out string? error)
                ? new LoadedSite(site, Problem: null)
                : Broken($"cannot be used: {error}");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Broken("is missing");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Broken($"cannot be read ({exception.Message})");
        }
    }

    private static LoadedSite Broken(string what) => new(Site: null, $"/usr/lib/mwan/config.json {what}; {Remedy}");
}
