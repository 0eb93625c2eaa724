using System.Globalization;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Status;

namespace Mwan.Agent.Tracing;

/// <summary>What differs between two looks at the world, as far as the plan depends on it. Pure.</summary>
internal static class Sightings
{
    /// <summary>One line for each difference; before the first look everything is absent and unknown, and only one line says so.</summary>
    public static IReadOnlyList<string> Between(World? before, World after)
    {
        if (before is null)
        {
            return [string.Create(CultureInfo.InvariantCulture, $"the first look: {after.Links.Count} links, {after.Upstreams.Count} members")];
        }

        List<string> lines = [];
        foreach (Link link in after.Links)
        {
            Device? old = before.Links.FirstOrDefault(other => other.Interface == link.Interface)?.Device;
            Differ(lines, link.Interface, "", State(old), State(link.Device));
            Differ(lines, link.Interface, "addresses", Words(old?.Addresses), Words(link.Device?.Addresses));
        }

        foreach (Upstream upstream in after.Upstreams)
        {
            if (before.Upstreams.FirstOrDefault(other => other.Name == upstream.Name) is { } old)
            {
                OfMember(lines, old, upstream);
            }
        }

        Differ(lines, "lan", "link-local address of the router", Word(before.RouterLinkLocal), Word(after.RouterLinkLocal));
        Differ(lines, "state", "", State(before.State), State(after.State));
        return lines;
    }

    private static void OfMember(List<string> lines, Upstream old, Upstream now)
    {
        Differ(lines, now.Name, "802.1X", Word(old.Authorization), Word(now.Authorization));
        Differ(lines, now.Name, "lease", Word(old.Lease), Word(now.Lease));
        Differ(lines, now.Name, "delegations", Words(old.Delegations), Words(now.Delegations));
        Differ(lines, now.Name, "routes", Words(old.Routes), Words(now.Routes));
        Differ(lines, now.Name, "endpoint", Word(old.Tunnel?.Endpoint), Word(now.Tunnel?.Endpoint));
        Differ(lines, now.Name, "handshake", Word(old.Tunnel), Word(now.Tunnel));
        Differ(lines, now.Name, "IPv4", Word(old.Ipv4Health), Word(now.Ipv4Health));
        Differ(lines, now.Name, "IPv6", Word(old.Ipv6Health), Word(now.Ipv6Health));
    }

    private static void Differ(List<string> lines, string subject, string what, string before, string after)
    {
        if (!string.Equals(before, after, StringComparison.Ordinal))
        {
            lines.Add($"{subject}: {what}{(what.Length == 0 ? "" : " ")}{before} -> {after}");
        }
    }

    private static string State(Device? device) => device switch
    {
        null => "absent",
        { Up: false } => "off",
        { Carrier: false } => string.Create(CultureInfo.InvariantCulture, $"no carrier (link {device.Index})"),
        _ => string.Create(CultureInfo.InvariantCulture, $"up (link {device.Index})"),
    };

    private static string State(StateDisk state) => $"{state.Kind}{(state.ReadOnly ? ", read-only" : "")}".ToLowerInvariant();

    private static string Word(PortAuthorization port) => port switch
    {
        PortAuthorization.Authorized => "authorised",
        PortAuthorization.Unauthorized => "not authorised",
        _ => "unknown",
    };

    private static string Word(Lease? lease) => lease is null ? "none" : $"{lease.Address} via {lease.Gateway?.ToString() ?? "nobody"}";

    private static string Word(TunnelState? tunnel) => tunnel switch
    {
        { IsResting: true } => "not asked for",
        { IsFresh: true } => "fresh",
        { IsFresh: false } => "stale",
        _ => "unknown",
    };

    private static string Word(FamilyHealth? health) => health switch
    {
        null or { Verdict: Verdict.Unknown, Failing: null } => "unknown",
        { Verdict: Verdict.Healthy } => "healthy",
        { Verdict: Verdict.Unknown, Failing: { } layer } => $"unknown (fails at: {LayerWords.Of(layer)})",
        { Failing: { } layer } => $"unhealthy (fails at: {LayerWords.Of(layer)})",
        _ => "unhealthy (back, owes its hold)",
    };

    private static string Word(object? value) => value?.ToString() ?? "none";

    private static string Words(IReadOnlyList<string>? words) => words is null or { Count: 0 } ? "none" : string.Join(", ", words);

    private static string Words(IReadOnlyList<Delegation> delegations) =>
        delegations.Count == 0 ? "none" : string.Join(", ", delegations.Select(delegation => delegation.Prefix.ToString()));

    private static string Words(IReadOnlyList<StagedRoute> routes) => routes.Count == 0
        ? "none"
        : string.Join(", ", routes.Select(route => $"{(route.IsDefault ? "default" : route.Destination.ToString())}{(route.Gateway is null ? "" : $" via {route.Gateway}")}"));
}
