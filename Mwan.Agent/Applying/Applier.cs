using Mwan.Agent.Differences;
using Mwan.Agent.Netlink;
using Mwan.Agent.Planning;

namespace Mwan.Agent.Applying;

/// <summary>
/// Makes the kernel follow a plan. New ways come before what points to them, and old ones go last: routes, rules, marks; then the
/// rules and routes that are planned no more. Only where the table is missing it comes first: without it a way is open to any source,
/// and without a way its marks lead nowhere. Whatever is refused is told, and the rest is done.
/// </summary>
/// <param name="requests">Speaks rtnetlink.</param>
/// <param name="firewall">The table <c>inet mwan</c>.</param>
internal sealed class Applier(NetlinkRequests requests, Firewall firewall)
{
    private const ushort Put = Nl.NLM_F_ACK | Nl.NLM_F_CREATE | Nl.NLM_F_REPLACE;
    private const ushort Add = Nl.NLM_F_ACK | Nl.NLM_F_CREATE | Nl.NLM_F_EXCL;

    private const int NoSuchEntry = 2;
    private const int NoSuchProcess = 3;
    private const int AlreadyThere = 17;

    /// <summary>Applies the difference.</summary>
    /// <param name="plan">What should be.</param>
    /// <param name="present">What was when it was looked at; if it changed since, the next look tells.</param>
    /// <param name="intruder">Who changed nftables last, other than the agent; null: nobody.</param>
    public Applied Apply(Plan plan, NetworkSnapshot present, GenerationMessage? intruder)
    {
        RouteDifference routes = RouteDifference.Between(plan, present.Routes);
        RuleDifference rules = RuleDifference.Between(plan, present.Rules);
        List<string> changes = [];
        List<string> problems = [];
        Func<int, string> name = LinkNames.Of(present);
        FirewallChange? table = firewall.IsMissing ? ApplyTable() : null;
        foreach (RouteMessage route in routes.Put)
        {
            Do("route", RouteText.Of(route, name), (ref request, sequence) => route.Write(ref request, Rtm.RTM_NEWROUTE, Put, sequence));
        }

        foreach (RuleMessage rule in rules.Add)
        {
            Do("rule", rule.ToString(), (ref request, sequence) => rule.Write(ref request, Rtm.RTM_NEWRULE, Add, sequence));
        }

        table ??= ApplyTable();
        foreach (RuleMessage rule in rules.Foreign)
        {
            Do("delete foreign rule", rule.ToString(), (ref request, sequence) => rule.Write(ref request, Rtm.RTM_DELRULE, Nl.NLM_F_ACK, sequence));
        }

        foreach (RuleMessage rule in rules.Delete)
        {
            Do("delete rule", rule.ToString(), (ref request, sequence) => rule.Write(ref request, Rtm.RTM_DELRULE, Nl.NLM_F_ACK, sequence));
        }

        foreach (RouteMessage route in routes.Delete)
        {
            Do("delete route", RouteText.Of(route, name), (ref request, sequence) => route.Write(ref request, Rtm.RTM_DELROUTE, Nl.NLM_F_ACK, sequence));
        }

        return changes.Count == 0 && problems.Count == 0 ? Applied.Nothing : new Applied(changes, problems) { IsInForce = table.Error is null };

        FirewallChange ApplyTable()
        {
            FirewallChange change = firewall.Apply(plan.Ruleset);
            if (change.Error is { } error)
            {
                problems.Add($"the table inet mwan cannot be put in: {error}");
            }
            else if (change.Replaced)
            {
                changes.Add(change.Repaired ? $"table inet mwan, which {(intruder is null ? "somebody" : $"{intruder.ProcessName} ({intruder.ProcessId})")} had changed" : "table inet mwan");
            }

            return change;
        }

        void Do(string what, string subject, NetlinkRequests.Writer write)
        {
            NetlinkError result = requests.Send(write);
            if (result.Code == 0)
            {
                changes.Add($"{what} {subject}");
            }
            else if (result.Code is not (NoSuchEntry or NoSuchProcess or AlreadyThere) || what is "route")
            {
                problems.Add($"{what} {subject}: the kernel refused ({result.Message})");
            }
        }
    }
}
