using System.Text.Json;
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
            Site site = SiteJson.Read(File.ReadAllText(layout.Config));
            return site.Version == Site.CurrentVersion
                ? new LoadedSite(site, Problem: null)
                : Broken($"is of format {site.Version}, this agent reads format {Site.CurrentVersion}");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Broken("is missing");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or InvalidDataException or NotSupportedException)
        {
            return Broken($"cannot be understood ({exception.Message})");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Broken($"cannot be read ({exception.Message})");
        }
    }

    private static LoadedSite Broken(string what) => new(Site: null, $"/usr/lib/mwan/config.json {what}; {Remedy}");
}
