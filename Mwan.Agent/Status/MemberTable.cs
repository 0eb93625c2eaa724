using System.Globalization;
using System.Text;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;

namespace Mwan.Agent.Status;

/// <summary>What each member carries of new flows, how it is, and why not better. Pure.</summary>
internal static class MemberTable
{
    /// <summary>The table with an empty line before it; nothing when there is no plan.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="width">Columns of the reader's terminal.</param>
    public static string Of(StatusReport report, int width)
    {
        if (report.Members.Count == 0)
        {
            return "";
        }

        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"\n{"MEMBER",-15} {"",-4} {"NEW FLOWS",-9} {"HEALTH",-9} WHY, AND SINCE WHEN\n");
        foreach (MemberPlan member in report.Members)
        {
            Upstream? upstream = report.World.Upstreams.FirstOrDefault(candidate => string.Equals(candidate.Name, member.Name, StringComparison.Ordinal));
            Row(text, member.Name, "IPv4", member.Ipv4, upstream?.Ipv4Health, report.World.At, width);
            Row(text, "", "IPv6", member.Ipv6, upstream?.Ipv6Health, report.World.At, width);
            Tunnel(text, upstream?.Tunnel, report.World.At, width);
            foreach (Delegation delegation in upstream?.Delegations ?? [])
            {
                _ = text.Append(' ', 16).Append(CultureInfo.InvariantCulture, $"delegated {delegation.Prefix}, valid {Validity(delegation, report.World.At)}\n");
            }

            if (report.Prefixes.FirstOrDefault(prefix => prefix.Member == member.Name) is { Partial: true } covered)
            {
                _ = text.Append(' ', 16).Append(CultureInfo.InvariantCulture, $"too small: {covered.Internal} alone has IPv6 here\n");
            }
        }

        return text.ToString();
    }

    private static void Tunnel(StringBuilder text, TunnelState? tunnel, DateTimeOffset now, int width)
    {
        if (tunnel is not null)
        {
            string start = new(' ', 16);
            LastColumn.Write(text, start, tunnel.PublicKey is { } key ? $"public key {key}" : "no key yet", width);
            LastColumn.Write(text, start, TunnelWords.Peer(tunnel, now), width);
        }
    }

    private static void Row(StringBuilder text, string name, string family, Carriage carriage, FamilyHealth? health, DateTimeOffset now, int width)
    {
        string share = string.Create(CultureInfo.InvariantCulture, $"{carriage.Share} %");
        LastColumn.Write(text, string.Create(CultureInfo.InvariantCulture, $"{name,-15} {family} {share,9} {Word(health),-9} "), Why(carriage, health, now), width);
    }

    private static string Why(Carriage carriage, FamilyHealth? health, DateTimeOffset now)
    {
        string[] parts =
        [
            .. carriage.Reason is { } reason ? [reason] : Array.Empty<string>(),
            .. health is { Verdict: not Verdict.Healthy, Failing: { } layer } ? [$"fails at: {LayerWords.Of(layer)}"] : Array.Empty<string>(),
            .. health is null ? [] : new[] { $"for {StatusText.Spell(now - health.Since)}" },
        ];
        return string.Join(", ", parts);
    }

    private static string Word(FamilyHealth? health) => health?.Verdict switch
    {
        Verdict.Healthy => "healthy",
        Verdict.Unhealthy => "UNHEALTHY",
        _ => "unknown",
    };

    private static string Validity(Delegation delegation, DateTimeOffset now) =>
        delegation.ValidUntil == DateTimeOffset.MaxValue ? "for ever" : $"for {StatusText.Spell(delegation.ValidUntil - now)}";
}
