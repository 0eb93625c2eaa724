using System.Net;
using Mwan.Agent.Differences;
using Mwan.Agent.Netlink;
using Mwan.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Differences;

public sealed class KernelDifferenceTests
{
    private static readonly Plan Plan = Planner.Plan(SeedWorld.Site, SeedWorld.Well);
    private static readonly string Table = Plan.Ruleset.Replacement();

    private static readonly NetworkSnapshot Following = NetworkSnapshot.Empty with
    {
        Links = [.. SeedWorld.Well.Links.Select(link => new LinkMessage { Index = link.Device!.Index, Name = link.Interface, AlternativeNames = [], Up = true, Carrier = true })],
        Routes = Plan.Routes,
        Rules =
        [
            .. Plan.Rules,
            new() { Family = Family.Ipv4, Priority = RulePriority.Main, Table = Rtm.RT_TABLE_MAIN, Protocol = Rtm.RTPROT_KERNEL },
            new() { Family = Family.Ipv6, Priority = RulePriority.Main, Table = Rtm.RT_TABLE_MAIN, Protocol = Rtm.RTPROT_KERNEL },
        ],
    };

    [Fact]
    public void A_kernel_that_follows_has_no_difference() => Assert.Empty(KernelDifference.Between(Plan, Following, Table, Table));

    [Fact]
    public void A_replaced_gateway_is_told_as_ip_route_would()
    {
        RouteMessage way = Plan.Routes.First(route => route is { IsDefault: true, Family: Family.Ipv4, Type: Rtm.RTN_UNICAST });
        NetworkSnapshot network = Following with { Routes = [.. Plan.Routes.Select(route => route == way ? way with { Gateway = IPAddress.Parse("192.0.2.9"), Protocol = 4 } : route)] };
        Section section = Assert.Single(KernelDifference.Between(Plan, network, Table, Table));
        Assert.Equal("ip -4 route", section.Of);
        Assert.Equal(
            [
                $"- default via 192.0.2.9 dev enatt0.3242 table {way.Table} proto static metric 100",
                $"+ default via 108.84.8.1 dev enatt0.3242 table {way.Table} proto 77 metric 100",
            ],
            section.Lines);
    }

    [Fact]
    public void Rules_are_told_as_ip_rule_would()
    {
        RuleMessage lost = Plan.Rules.First(rule => rule is { Family: Family.Ipv6, Mark: not null, Invert: false });
        RuleMessage foreign = new() { Family = Family.Ipv4, Priority = 50, Table = 250, Protocol = 3 };
        NetworkSnapshot network = Following with { Rules = [.. Following.Rules.Where(rule => rule != lost), foreign] };
        IReadOnlyList<Section> sections = KernelDifference.Between(Plan, network, Table, Table);
        Assert.Equal(["ip -4 rule", "ip -6 rule"], sections.Select(section => section.Of), StringComparer.Ordinal);
        Assert.Equal(["- 50: from all lookup 250 proto boot"], sections[0].Lines);
        Assert.Equal([$"+ {lost.Priority}: from all fwmark 0x{lost.Mark:x} lookup {lost.Table} proto 77"], sections[1].Lines);
    }

    [Fact]
    public void A_missing_table_is_told_line_by_line_and_a_foreign_line_with_its_chain()
    {
        Assert.Equal(TableListing.Lines(Table).Count, Assert.Single(KernelDifference.Between(Plan, Following, present: null, Table)).Lines.Count);
        string meddled = Table.Replace("\t\tct mark set meta mark accept\n", "\t\tct mark set meta mark accept\n\t\tdrop\n", StringComparison.Ordinal);
        Assert.Equal(["- chain save: drop"], Assert.Single(KernelDifference.Between(Plan, Following, meddled, Table)).Lines);
    }

    [Fact]
    public void The_report_says_that_there_is_nothing_to_do_or_colours_what_is()
    {
        PlanReport report = new() { Agent = true, Followed = true, Carries = "IPv4 by att 100%", Differences = [] };
        Assert.Equal("# IPv4 by att 100%\nThe kernel follows the plan.", PlanReportText.Render(report, colour: true));
        PlanReport differs = report with { Followed = false, Differences = [new Section("ip -4 rule", ["- 50: from all lookup 250", "+ 200: from all lookup main"])], Notes = ["The agent does not answer."] };
        Assert.Equal(
            "# IPv4 by att 100%\n# The agent does not answer.\n\n# ip -4 rule\n- 50: from all lookup 250\n+ 200: from all lookup main",
            PlanReportText.Render(differs, colour: false));
        Assert.Contains("\e[32m+ 200: from all lookup main\e[0m", PlanReportText.Render(differs, colour: true), StringComparison.Ordinal);
    }
}
