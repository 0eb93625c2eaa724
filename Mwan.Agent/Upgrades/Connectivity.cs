using Mwan.Agent.Health;
using Mwan.Agent.Status;
using Mwan.Config;

namespace Mwan.Agent.Upgrades;

/// <summary>By what the box reaches the Internet. A way is a member and a family, as <c>att IPv4</c>.</summary>
/// <param name="Ways">The ways that the site has, without those of a tunnel that is kept cold: nobody asks whether they work.</param>
/// <param name="Healthy">
/// Those of them that are healthy, by a measurement of this run: a verdict that the image before left proves nothing of this one. One that
/// answers steadily counts too: how long its hold is grows with the flaps of days, and says nothing of an image.
/// </param>
internal sealed record Connectivity(IReadOnlyList<string> Ways, IReadOnlyList<string> Healthy)
{
    /// <summary>That of a status.</summary>
    public static Connectivity Of(StatusReport status) => new(
        [.. status.Measurements.Where(family => !status.World.Upstreams.Any(upstream => upstream.Name == family.Member && upstream.Tunnel is { IsResting: true })).Select(Way)],
        [.. status.Measurements.Where(static family => family is { Succeeds: true, Health.Verdict: Verdict.Healthy } or { IsSteady: true }).Select(Way)]);

    /// <summary>The ways that a site has, those of a tunnel that is kept cold too.</summary>
    public static IReadOnlyList<string> WaysOf(Site site) => [.. ProbedFamily.Of(site).Select(static family => $"{family.Member} {family.FamilyName}")];

    /// <summary>Whether a word names a way, be it one of this site or not.</summary>
    public static bool IsWay(string word) => word.Split(' ') is [{ Length: > 0 }, "IPv4" or "IPv6"];

    /// <summary>
    /// What is missing compared with before, as a sentence without a full stop; null: nothing. An ISP that was dead before may be dead
    /// after, and a member that the new site does not have is none that it lost; but something must be left of what there was.
    /// </summary>
    /// <param name="before">The healthy ways of before.</param>
    public string? WorseThan(IReadOnlyList<string> before)
    {
        string[] lost = [.. before.Intersect(Ways, StringComparer.Ordinal).Except(Healthy, StringComparer.Ordinal)];
        return lost.Length > 0 ? $"it does not reach the Internet by {string.Join(", ", lost)}, as the image before it did"
            : before.Count > 0 && Healthy.Count == 0 ? "it does not reach the Internet, as the image before it did"
            : null;
    }

    private static string Way(FamilyMeasurement family) => $"{family.Member} {family.Family}";
}
