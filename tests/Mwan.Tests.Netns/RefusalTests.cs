using System.Globalization;
using System.Net;
using Mwan.Agent.Applying;
using Mwan.Agent.Gateways;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Planning.Ruleset;
using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>In which order the kernel is told, and that what it refuses is said, once, and all else done.</summary>
public sealed class RefusalTests : IDisposable
{
    private const int Gone = 9999;
    private const uint Table = 100;

    private readonly Namespace _place = new($"mwan-{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 4))}-no");
    private readonly List<IDisposable> _ends = [];

    public RefusalTests() => _place.Ip("""
        link add one type veth peer name other
        link set one up
        link set other up
        addr add 198.51.100.10/25 dev one
        """);

    [Fact]
    public void A_link_that_vanished_costs_its_own_routes_and_no_others()
    {
        Applied applied = Apply([Default(Gone, "198.51.100.1"), To("10.0.0.0/8", Link()), Unreachable()], Empty);
        Assert.Matches("^route default via 198[.]51[.]100[.]1 dev if9999 table 100 .*: the kernel refused [(]", Assert.Single(applied.Problems));
        Assert.Equal(3, applied.Changes.Count);
        Assert.Contains("10.0.0.0/8 dev one", _place.Execute("ip", "route", "show", "table", "100"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gateway_that_is_not_on_the_link_yet_is_told_and_taken_when_it_is()
    {
        _place.Ip("link set one down");
        RouteMessage way = Default(Link(), "198.51.100.1");
        string problem = Assert.Single(Apply([way, Unreachable()], Empty).Problems);
        Assert.StartsWith("route default via 198.51.100.1 dev if", problem, StringComparison.Ordinal);
        Assert.Contains("the kernel refused (", problem, StringComparison.Ordinal);
        _place.Ip("link set one up");
        Assert.Empty(Apply([way, Unreachable()], Empty).Problems);
    }

    [Fact]
    public void Where_the_table_is_missing_no_way_is_opened_before_it_is_there()
    {
        Assert.Equal("table inet mwan", Apply([To("10.0.0.0/8", Link())], Empty).Changes[0]);

        NftTable other = Empty with { Counters = [.. Counter.All, "another"] };
        IReadOnlyList<string> changes = Apply([To("10.0.0.0/8", Link()), To("10.0.0.0/9", Link())], other).Changes;
        Assert.StartsWith("route ", changes[0], StringComparison.Ordinal);
        Assert.Equal("table inet mwan", changes[^1]);

        _place.Execute("nft", "flush", "ruleset");
        Assert.Equal("table inet mwan", Apply([To("10.0.0.0/8", Link()), Unreachable()], Empty).Changes[0]);
    }

    [Fact]
    public void A_table_that_nftables_refuses_leaves_the_old_one_and_routes_and_rules_are_put_in()
    {
        Assert.Empty(Apply([Unreachable()], Empty).Problems);
        NftTable nonsense = Empty with { Chains = [new NftChain("bad", Hook: null, ["meta mark set nonsense"])] };
        Applied applied = Apply([Unreachable(), To("10.0.0.0/8", Link())], nonsense);
        Assert.StartsWith("the table inet mwan cannot be put in: ", Assert.Single(applied.Problems), StringComparison.Ordinal);
        Assert.Contains("10.0.0.0/8 dev one", _place.Execute("ip", "route", "show", "table", "100"), StringComparison.Ordinal);
        Assert.Contains("counter untranslated", _place.Execute("nft", "list", "table", "inet", "mwan"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_packets_have_counted_is_in_no_listing_or_it_would_differ_from_the_plan()
    {
        string listing = _place.Run(() =>
        {
            using INftables nftables = Nftables.Open();
            Assert.Null(nftables.Run("table inet mwan { counter untranslated { packets 7 bytes 700; }; }").Error);
            return nftables.Run("list table inet mwan").Output;
        });
        Assert.Contains("counter untranslated", listing, StringComparison.Ordinal);
        Assert.DoesNotContain("packets", listing, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_there_already_or_gone_already_is_no_problem()
    {
        // As when somebody else was quicker than the look.
        NetworkSnapshot stale = NetworkSnapshot.Empty with { Routes = [Default(Link(), "198.51.100.7") with { Metric = 7 }], Rules = [Rule(5)] };
        Assert.Empty(Apply([Unreachable()], Empty, [Rule(6)], NetworkSnapshot.Empty).Problems);
        Assert.Empty(Apply([Unreachable()], Empty, [Rule(6)], stale).Problems);
    }

    [Fact]
    public async Task Events_that_were_lost_are_a_reason_to_look_and_the_next_ones_are_heard()
    {
        using NetworkEvents events = _place.Run(() => new NetworkEvents());
        string routes = string.Join('\n', Enumerable.Range(0, 8000).Select(i => string.Create(CultureInfo.InvariantCulture, $"route add 10.{i / 256}.{i % 256}.0/24 dev one table 77")));
        _place.Ip(routes);
        using CancellationTokenSource stop = new();
        int looks = 0;
        Task listening = events.ListenAsync(_ => Interlocked.Increment(ref looks), stop.Token);
        Assert.True(DroppedEvents() > 0, "the queue was to overflow");
        _ = Waiting.Until(() => Volatile.Read(ref looks) > 0, "it looks");
        int before = Settled(() => Volatile.Read(ref looks));
        _place.Ip("link set other down");
        _ = Waiting.Until(() => Volatile.Read(ref looks) > before, "it looks again");
        Assert.False(listening.IsCompleted);
        await stop.CancelAsync();
        await listening;
    }

    [Fact]
    public void A_gateway_on_a_link_that_vanished_cannot_be_asked_and_that_is_all()
    {
        GatewayQuestions questions = Own(_place.Run(() => new GatewayQuestions(new NetlinkRequests(Nl.NETLINK_ROUTE), new StoppedTime())));
        Assert.False(questions.Ask(new Gateway(Gone, IPAddress.Parse("198.51.100.1"))));
        Assert.True(questions.Ask(new Gateway(Link(), IPAddress.Parse("198.51.100.1"))));
        Assert.False(questions.Ask(new Gateway(Link(), IPAddress.Parse("198.51.100.1"))));
    }

    public void Dispose()
    {
        _ends.ForEach(end => end.Dispose());
        _place.Dispose();
    }

    private static NftTable Empty { get; } = new(Counter.All, [], []);

    private static RouteMessage Default(int link, string gateway) => To("0.0.0.0/0", link) with { Gateway = IPAddress.Parse(gateway) };

    private static RouteMessage To(string destination, int link) =>
        new() { Family = Family.Ipv4, Table = Table, Destination = IPNetwork.Parse(destination), LinkIndex = link, Metric = RoutePlan.Metric };

    private static RouteMessage Unreachable() => To("0.0.0.0/0", 0) with { Type = Rtm.RTN_UNREACHABLE, Metric = RoutePlan.LastMetric };

    private static RuleMessage Rule(uint mark) => new() { Family = Family.Ipv4, Priority = RulePriority.Mark + mark, Mark = mark, Table = Table };

    private static int Settled(Func<int> value)
    {
        int last = -1;
        _ = Waiting.Until(
            () =>
            {
                int now = value();
                bool same = now == last;
                last = now;
                Thread.Sleep(50);
                return same;
            },
            "it is quiet");
        return last;
    }

    private int Link() => int.Parse(_place.Execute("cat", "/sys/class/net/one/ifindex"), CultureInfo.InvariantCulture);

    // proc(5) does not describe it: sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode.
    private int DroppedEvents() => _place.Execute("cat", "/proc/net/netlink").Split('\n').Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length > 8)
        .Sum(words => int.Parse(words[8], CultureInfo.InvariantCulture));

    private Applied Apply(IReadOnlyList<RouteMessage> routes, NftTable table) => Apply(routes, table, [], NetworkSnapshot.Empty);

    private Applied Apply(IReadOnlyList<RouteMessage> routes, NftTable table, IReadOnlyList<RuleMessage> rules, NetworkSnapshot present)
    {
        Plan plan = new() { Selection = Selection.None, Members = [], Tables = [Table], Routes = routes, Rules = rules, Ruleset = table };
        return _place.Run(() =>
        {
            using NetlinkRequests requests = new(Nl.NETLINK_ROUTE);
            using INftables nftables = Nftables.Open();
            using RulesetGeneration generation = new();
            return new Applier(requests, new Firewall(nftables, generation.Read, "/nonexistent")).Apply(plan, present, intruder: null);
        });
    }

    private T Own<T>(T part)
        where T : IDisposable
    {
        _ends.Add(part);
        return part;
    }

    private sealed class StoppedTime : TimeProvider
    {
        public override long GetTimestamp() => 1;
    }
}
