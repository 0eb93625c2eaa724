using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;

namespace Mwan.Agent.Keeping;

/// <summary>
/// The selection that stands when every member is unhealthy. After a start that is what the last run left, until a member that carries
/// has been found healthy, or answers before its hold is over; from then on it is what carries.
/// </summary>
/// <param name="Value">The selection.</param>
/// <param name="Ipv4Earned">Whether this run has found a carrier of IPv4 healthy.</param>
/// <param name="Ipv6Earned">Whether this run has found a carrier of IPv6 healthy.</param>
internal sealed record KeptSelection(Selection Value, bool Ipv4Earned = false, bool Ipv6Earned = false)
{
    /// <summary>What stands now.</summary>
    /// <param name="current">What carries; empty: nothing does yet.</param>
    /// <param name="upstreams">The members and their health.</param>
    public KeptSelection After(Selection current, IReadOnlyList<Upstream> upstreams)
    {
        bool ipv4 = Ipv4Earned || AnyHealthy(current.Ipv4, upstreams, AddressFamily.InterNetwork);
        bool ipv6 = Ipv6Earned || AnyHealthy(current.Ipv6, upstreams, AddressFamily.InterNetworkV6);
        return new KeptSelection(new Selection(Choose(Value.Ipv4, current.Ipv4, ipv4), Choose(Value.Ipv6, current.Ipv6, ipv6)), ipv4, ipv6);
    }

    /// <summary>The same with what the last run left, where this run has found nothing healthy yet.</summary>
    public KeptSelection Recall(Selection last) => this with
    {
        Value = new Selection(Ipv4Earned || last.Ipv4.Count == 0 ? Value.Ipv4 : last.Ipv4, Ipv6Earned || last.Ipv6.Count == 0 ? Value.Ipv6 : last.Ipv6),
    };

    private static IReadOnlyList<string> Choose(IReadOnlyList<string> kept, IReadOnlyList<string> current, bool earned) =>
        current.Count > 0 && (earned || kept.Count == 0) ? current : kept;

    private static bool AnyHealthy(IReadOnlyList<string> names, IReadOnlyList<Upstream> upstreams, AddressFamily family) => upstreams.Any(upstream =>
        (family == AddressFamily.InterNetwork ? upstream.Ipv4Health : upstream.Ipv6Health) is { Verdict: Verdict.Healthy } or { Answers: true }
        && names.Contains(upstream.Name, StringComparer.Ordinal));
}
