using System.Globalization;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Config;

namespace Mwan.Tests.Unit.Agent.Conntrack;

/// <summary>A run of worlds, each decided with what was remembered of the ones before.</summary>
internal sealed class History(Site site, params KnownTranslation[] left)
{
    private FlowDecision _last = FlowDecision.Begin(left);
    private Selection _selection = Selection.None;

    public TimeSpan Now { get; private set; }

    /// <summary>Who carries what in the last world.</summary>
    public Selection Selection => _selection;

    /// <summary>What is deleted in the last world.</summary>
    public IReadOnlyList<FlowDeletion> Deletions => _last.Deletions;

    /// <summary>What the next agent has to know.</summary>
    public KnownTranslation[] Left => [.. _last.Translations];

    /// <summary>When something comes due.</summary>
    public TimeSpan? Next => _last.Next(Now);

    /// <summary>What is deleted in a world after some time, e.g. <c>att IPv4 101/1ff: it has no carrier</c>.</summary>
    public string[] See(World world, double after = 0)
    {
        Now += TimeSpan.FromSeconds(after);
        Plan plan = Planner.Plan(site, world with { Previous = _selection });
        _selection = plan.Selection;
        _last = FlowPolicies.Decide(site, world, plan, _last.Memory, Now);
        return [.. _last.Deletions.Select(Text)];
    }

    /// <summary>What is deleted while a world lasts, with the second at which it is.</summary>
    public string[] Stay(World world, double seconds)
    {
        TimeSpan end = Now + TimeSpan.FromSeconds(seconds);
        List<string> seen = [];
        while (Next is { } next && next <= end)
        {
            seen.AddRange(See(world, (next - Now).TotalSeconds).Select(text => string.Create(CultureInfo.InvariantCulture, $"{Now.TotalSeconds}: {text}")));
        }

        Now = end;
        return [.. seen];
    }

    private static string Text(FlowDeletion deletion)
    {
        string family = deletion.Filter.Family == Family.Ipv4 ? "IPv4" : "IPv6";
        string which = (deletion.Cause == FlowCause.Silence ? " silent" : "") + (deletion.Cause == FlowCause.Unanswered ? " unanswered" : "") + deletion.Filter.Protocol switch { Ctnl.IPPROTO_UDP => " udp", Ctnl.IPPROTO_TCP => " tcp", _ => "" } + (deletion.Former is { } former ? $" of {former}" : "");
        return string.Create(CultureInfo.InvariantCulture, $"{deletion.Member} {family} {deletion.Filter.Mark:x}/{deletion.Filter.Mask:x}{which}: {deletion.Reason}");
    }
}
