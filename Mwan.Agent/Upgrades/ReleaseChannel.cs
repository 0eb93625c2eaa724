using Mwan.Config;
using Mwan.Config.Releases;

namespace Mwan.Agent.Upgrades;

/// <summary>The channel of the site: what it leads to, by the signed index of where releases are.</summary>
/// <param name="site">The site.</param>
/// <param name="keys">The keys of which one must have signed the index.</param>
/// <param name="work">Where the index goes.</param>
/// <param name="web">Fetches it.</param>
internal sealed class ReleaseChannel(Site site, ReleaseKeys keys, string work, WebFiles web)
{
    /// <summary>Asks which version it leads to.</summary>
    /// <returns>The version, or why it is not known, as a sentence.</returns>
    /// <exception cref="IOException">The index cannot be had; the message is a sentence.</exception>
    public async Task<(string? Version, string? Refusal)> AskAsync(CancellationToken cancellation)
    {
        if (site.Upgrades.Source is not { } source)
        {
            return (null, "The site says nothing of where releases are: give one to mwan upgrade, or write upgrades.source into the site's file.");
        }

        string file = Path.Combine(work, ReleaseIndex.FileName);
        await web.FetchDocumentAsync(new Uri(DownloadedRelease.AsDirectory(source), ReleaseIndex.FileName), file, cancellation);
        return !ReleaseIndex.TryRead(await File.ReadAllBytesAsync(file, cancellation), keys.Verify, out ReleaseIndex? index, out string? problem)
                ? (null, $"{source}: {problem}.")
            : !string.Equals(index.Appliance, site.Appliance.HostName, StringComparison.Ordinal)
                ? (null, $"{source} has releases for {index.Appliance}, and this is {site.Appliance.HostName}.")
            : index.Channels.GetValueOrDefault(site.Upgrades.Channel) is { } version
                ? (version, null)
            : (null, $"{source} has no release in the channel {site.Upgrades.Channel} yet.");
    }

    /// <summary>The release of a version that it leads to.</summary>
    public ReleaseSource Release(string version) => new DownloadedRelease(new Uri(DownloadedRelease.AsDirectory(site.Upgrades.Source!), ReleaseIndex.DirectoryOf(version)), work, web);
}
