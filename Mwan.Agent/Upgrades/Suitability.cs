using Mwan.Config.Releases;

namespace Mwan.Agent.Upgrades;

/// <summary>Whether a release is for this box. Pure.</summary>
internal static class Suitability
{
    /// <summary>Every reason why not, as sentences; none: it is.</summary>
    /// <param name="release">The release.</param>
    /// <param name="running">What the box runs.</param>
    /// <param name="version">The version that it has to be, as a server could pass one signed release off as another; null: any.</param>
    /// <param name="order">Below zero: the release is older than what the box runs; zero: it is the same version; above: newer.</param>
    public static IEnumerable<string> Objections(ReleaseDocument release, RunningImage running, string? version, int order)
    {
        if (version is not null && !string.Equals(release.Version, version, StringComparison.Ordinal))
        {
            yield return $"The channel leads to {version}, and what lies there is {release.Version}.";
        }

        if (!string.Equals(release.Appliance, running.Appliance, StringComparison.Ordinal))
        {
            yield return $"The release was built for {release.Appliance}, and this is {running.Appliance}. Build it from this box's own file.";
        }

        if (!string.Equals(release.Architecture, running.Architecture, StringComparison.Ordinal))
        {
            yield return $"The release is for {release.Architecture}, and this is {running.Architecture}.";
        }

        if (running.Certificates is { } known && !known.Contains(release.SecureBoot, StringComparer.Ordinal))
        {
            yield return release.SecureBoot is { } certificate
                ? $"The firmware boots only what is signed (Secure Boot), and does not know the certificate of this release, {Short(certificate)}, but {(known.Count == 0 ? "none" : string.Join(", ", known.Select(Short)))}. Build it with the keys whose certificate is there."
                : "The firmware boots only what is signed (Secure Boot), and this release is not. Build it with the keys that this box was set up with.";
        }

        switch (order)
        {
            case 0:
                yield return $"The box runs {running.Version} already. A new build needs a higher version: --image-version=X.";
                break;
            case < 0:
                yield return $"The release, {release.Version}, is older than what the box runs, {running.Version}. To go back to the other slot: mwan rollback.";
                break;
            default:
                break;
        }
    }

    private static string Short(string fingerprint) => fingerprint[..Math.Min(16, fingerprint.Length)];
}
