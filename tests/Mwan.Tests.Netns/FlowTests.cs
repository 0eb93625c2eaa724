using System.Net;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Health;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Config;
using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>What becomes of existing flows: with the verdicts of the test, on this kernel.</summary>
public sealed class FlowTests : IDisposable
{
    private const string ByOne = "198.51.100.193";
    private const string ByTwo = "203.0.113.242";

    // Nothing is lost between namespaces; answers are late when the machine is busy.
    private const int Patience = 20_000;

    // One of them is the only other one.
    private static readonly Site TwoWans = LabSite.Value with { Wans = [.. LabSite.Value.Wans.Take(2)] };

    private readonly Lab _lab = new();

    [Fact]
    public void A_connection_on_a_wan_that_loses_its_carrier_is_deleted_after_the_switch_and_the_client_calls_again_by_the_other()
    {
        Steering steering = Steer(TwoWans);
        steering.Turn();
        using TcpCall call = Begin(ByOne);
        using Flow flow = BeginUdp(ByOne);
        _lab.One.Space.Ip("link set router down");
        steering.Turn();
        Assert.Equal(0, steering.Count(Family.Ipv4, "one"));
        Assert.Contains(steering.Deletions, line => line.StartsWith("one: ", StringComparison.Ordinal) && line.EndsWith("IPv4 flows deleted: it has no carrier", StringComparison.Ordinal));

        // What the client sends now goes to an end that knows no such connection, which says so.
        Assert.Null(call.Ask());
        using TcpCall again = new(_lab.Lan, Lab.Client4, Lab.Internet4);
        Assert.Equal(ByTwo, again.Ask());
        Assert.Equal(ByTwo, flow.Ask(Patience));
        int lines = steering.Deletions.Count;
        steering.Turn(seconds: 1);
        steering.Turn(seconds: 10);
        Assert.Equal(lines, steering.Deletions.Count);
    }

    [Fact]
    public void A_keep_alive_without_answers_leaves_an_unhealthy_wan_while_a_connection_drains()
    {
        Steering steering = Steer(TwoWans);
        steering.Turn();
        using TcpCall call = Begin(ByOne);
        using Flow keepAlive = BeginUdp(ByOne);
        using Flow answered = BeginUdp(ByOne, Lab.Second4);
        steering.Judge(("one", Verdict.Unhealthy), ("two", Verdict.Healthy));

        // The keep-alive's answers get lost on their way, those of the others do not.
        _ = _lab.One.Space.Execute("nft", "add table ip loss; add chain ip loss forward { type filter hook forward priority 0; }; add rule ip loss forward ip daddr 198.51.100.193 udp sport 7 drop");
        for (int look = 0; look < 10; look++)
        {
            Assert.Null(look < 5 ? keepAlive.Ask(50) : null);
            Assert.Equal("198.51.100.194", answered.Ask(Patience));
            steering.Turn(seconds: 2);
        }

        Assert.Equal(["one: 1 IPv4 UDP flow deleted: it is unhealthy, and for 10 s nothing answered them"], steering.Deletions);
        Assert.Equal(ByTwo, keepAlive.Ask(Patience));
        Assert.Equal("198.51.100.194", answered.Ask(Patience));
        Assert.Equal(ByOne, call.Ask());
    }

    // The client repeats its first packet after one, three, seven seconds; and a port that it uses again within two minutes is not lost.
    [Fact]
    public async Task A_connection_that_nobody_has_answered_is_opened_by_another_wan_with_its_next_packet()
    {
        Steering steering = Steer(TwoWans);
        steering.Turn();
        using TcpCall established = Begin(ByOne);
        steering.Judge(("one", Verdict.Healthy), ("two", Verdict.Unhealthy));
        steering.Turn();
        _ = _lab.One.Space.Execute("nft", "add table ip loss; add chain ip loss forward { type filter hook forward priority 0; policy drop; }");
        Task<string> calling = Task.Run(() => TcpCall.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4));
        _ = Waiting.Until(() => Chosen("one") == 2, "the call has begun");
        steering.Judge(("one", Verdict.Unhealthy), ("two", Verdict.Healthy));
        steering.Turn();
        Assert.Equal(["one: 1 IPv4 TCP flow deleted: it is unhealthy, and nothing has ever answered them"], steering.Deletions);
        Assert.Equal(ByTwo, await calling);

        _ = _lab.One.Space.Execute("nft", "delete table ip loss");
        Assert.Equal(ByOne, established.Ask());
    }

    [Fact]
    public void On_failure_reset_deletes_what_can_go_elsewhere_and_leaves_what_came_in_from_outside()
    {
        Steering steering = Steer(Change(TwoWans, "one", wan => wan with { OnFailure = new FlowPolicy(FlowAction.Reset) }));
        steering.Turn();
        using TcpCall call = Begin(ByOne);
        using TcpCall inbound = new(_lab.Internet, Lab.Internet4, ByOne);
        Assert.NotNull(inbound.Ask());
        steering.Judge(("one", Verdict.Unhealthy), ("two", Verdict.Healthy));
        steering.Turn();
        Assert.Null(call.Ask());
        Assert.NotNull(inbound.Ask());
        Assert.Equal(1, steering.Count(Family.Ipv4, "one"));
    }

    [Fact]
    public void When_all_members_fail_no_flow_is_deleted()
    {
        Steering steering = Steer(Change(TwoWans, "one", wan => wan with { OnFailure = new FlowPolicy(FlowAction.Reset) }));
        steering.Turn();
        using TcpCall one = Begin(ByOne);
        using TcpCall two = Begin(ByTwo);
        steering.Judge(("one", Verdict.Unhealthy), ("two", Verdict.Unhealthy));
        steering.Turn();
        steering.Turn(seconds: 3600);
        Assert.Equal((ByOne, ByTwo), (one.Ask(), two.Ask()));
        _lab.One.Space.Ip("link set router down");
        _lab.Two.Space.Ip("link set router down");
        int before = steering.Count(Family.Ipv4, "one");
        steering.Turn(seconds: 10);
        Assert.Equal(before, steering.Count(Family.Ipv4, "one"));
        Assert.Empty(steering.Deletions);
    }

    [Fact]
    public void A_renumbered_delegation_clears_the_flows_of_the_old_prefix_alone()
    {
        Steering steering = Steer(TwoWans);
        Delegate(steering, "2001:db8:1:10::/60");
        using Flow old = new(_lab.Lan, Lab.Client6, Lab.Internet6);
        using Flow inbound = new(_lab.Internet, Lab.Internet6, "2001:db8:1:10::1");
        using Flow other = BeginUdp(ByOne);
        Assert.Equal("2001:db8:1:15::10", old.Ask(Patience));
        Assert.NotNull(inbound.Ask(Patience));

        // By the same WAN, with an address that is not of the prefix.
        using Flow own = new(_lab.Router, "2001:db8:1::5", Lab.Internet6);
        Assert.Equal("2001:db8:1::5", own.Ask(Patience));
        _lab.One.Space.Ip("route add 2001:db8:1:80::/60 via fe80::a dev router");
        int ipv4 = steering.Count(Family.Ipv4, "one");
        Delegate(steering, "2001:db8:1:80::/60");
        Assert.Equal(["one: 2 IPv6 flows deleted: 2001:db8:1:10::/60 is 2001:db8:1:80::/60 now"], steering.Deletions);
        Assert.Equal(1, steering.Count(Family.Ipv6, "one"));
        Assert.Equal("2001:db8:1:85::10", old.Ask(Patience));
        Assert.Equal(ipv4, steering.Count(Family.Ipv4, "one"));
        Assert.Equal(ByOne, other.Ask(Patience));
        Delegate(steering, "2001:db8:1:80::/60");
        _ = Assert.Single(steering.Deletions);
    }

    [Fact]
    public void A_flow_on_the_metered_backup_is_reset_some_time_after_the_recovery_and_one_of_a_pin_stays()
    {
        Site metered = Change(TwoWans, "two", wan => wan with { Tier = 2, Metered = true, OnRecovery = new FlowPolicy(FlowAction.ResetAfter, TimeSpan.FromMinutes(1)) });
        Pin pin = new() { To = [], From = [], Protocol = "tcp", Ports = [new PortRange(EchoServer.Port, EchoServer.Port)], Via = "two", Strict = false };
        Steering steering = Steer(metered with { Balance = metered.Balance with { Pins = [pin] } });
        steering.Judge(("one", Verdict.Unhealthy), ("two", Verdict.Healthy));
        steering.Turn();
        using Flow flow = BeginUdp(ByTwo);
        using TcpCall pinned = Begin(ByTwo);
        steering.Judge(("one", Verdict.Healthy), ("two", Verdict.Healthy));
        steering.Turn();
        steering.Turn(seconds: 59);
        Assert.Equal(ByTwo, flow.Ask(Patience));
        Assert.Empty(steering.Deletions);
        steering.Turn(seconds: 2);
        Assert.Equal(["two: 1 IPv4 flow deleted: one carried instead for 1 min"], steering.Deletions);
        Assert.Equal(ByOne, flow.Ask(Patience));
        Assert.Equal(ByTwo, pinned.Ask());
    }

    [Fact]
    public void The_agent_itself_deletes_them_and_new_flows_that_begin_during_the_switch_end_up_elsewhere()
    {
        // Both are healthy: the Internet of the lab answers, however late.
        HealthTarget[] targets = [new(ProbeKind.Icmp, Lab.Internet4), new(ProbeKind.Icmp, Lab.Internet6)];
        Site site = TwoWans with { Wans = [.. TwoWans.Wans.Select(wan => wan with { Health = wan.Health with { Targets = targets, Quorum = 1, Failures = 100, MaximumLoss = 100 } })] };
        LabSite.Install(_lab.Root, site);
        RunningAgent agent = _lab.Own(new RunningAgent(_lab));
        _ = Waiting.Until(() => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, 200) is not null, "the first flow passes");
        using TcpCall call = Begin(ByOne);
        _lab.One.Space.Ip("link set router down");
        _ = Waiting.Until(
            () =>
            {
                // In this way there are always some that began a moment ago.
                _ = Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, 20);
                return agent.Log.Contains(" deleted: it has no carrier", StringComparison.Ordinal);
            },
            "the agent says that it deleted flows");
        Assert.Null(call.Ask());
        using TcpCall again = new(_lab.Lan, Lab.Client4, Lab.Internet4);
        Assert.Equal(ByTwo, again.Ask());
        _ = Waiting.Until(() => Chosen("one") == 0, "no flow is left on the lost WAN");
    }

    public void Dispose() => _lab.Dispose();

    private int Chosen(string member) => _lab.Router.Run(() =>
    {
        using FlowTable table = new();
        return table.Count(new FlowFilter(Family.Ipv4, (uint)Lab.Wan(member).Mark | 0x100, 0x1ff));
    });

    private static Site Change(Site site, string name, Func<Wan, Wan> change) =>
        site with { Wans = [.. site.Wans.Select(wan => wan.Name == name ? change(wan) : wan)] };

    private static void Delegate(Steering steering, string prefix)
    {
        Delegation delegation = new(IPNetwork.Parse(prefix), DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);
        steering.Known = world => world.With("one", upstream => upstream with { Delegations = [delegation], DelegationsKnown = true });
        steering.Turn();
    }

    private Steering Steer(Site site) => _lab.Own(new Steering(_lab, site));

    private TcpCall Begin(string seenAs)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            TcpCall call = new(_lab.Lan, Lab.Client4, Lab.Internet4);
            if (call.Ask() == seenAs)
            {
                return call;
            }

            call.Dispose();
        }

        throw new InvalidOperationException($"None of 100 connections is seen as {seenAs}.");
    }

    private Flow BeginUdp(string seenAs, string from = Lab.Client4)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            Flow flow = new(_lab.Lan, from, Lab.Internet4);
            if (flow.Ask(Patience) is { } answer && (answer == seenAs || (from == Lab.Second4 && answer == "198.51.100.194")))
            {
                return flow;
            }

            flow.Dispose();
        }

        throw new InvalidOperationException($"None of 100 flows is seen as {seenAs}.");
    }
}
