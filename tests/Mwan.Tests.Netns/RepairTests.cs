using System.Globalization;
using Mwan.Tests.Netns.Worlds;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Netns;

[Collection(LevelCollection.Name)]
public sealed class RepairTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    private readonly ITestOutputHelper _output;
    private readonly Driven _world;
    private readonly Lab _lab;

    public RepairTests(LevelLab shared, ITestOutputHelper output)
    {
        _output = output;
        _world = shared.World;
        _lab = _world.Lab;
        _ = _world.Settle();
    }

    [Fact]
    public void A_flushed_ruleset_is_back_within_a_second_and_the_journal_says_who_did_it()
    {
        string before = Table();
        _ = _lab.Router.Execute("nft", "flush", "ruleset");
        Repaired(() => Table() == before && _lab.Router.Execute("nft", "list", "tables").Contains("inet baseline", StringComparison.Ordinal), "both tables are back");
        _ = _world.Until(() => _world.Log.Contains("which nft (", StringComparison.Ordinal), "the log names nft");
    }

    [Fact]
    public void A_rule_that_somebody_put_into_our_table_is_gone_within_a_second()
    {
        string before = Table();
        _ = _lab.Router.Execute("nft", "add", "rule", "inet", "mwan", "prerouting", "drop");
        Repaired(() => Table() == before, "the table inet mwan is as before");
    }

    [Fact]
    public void A_change_of_another_table_leaves_ours_alone()
    {
        string before = Handles();
        _ = _lab.Router.Execute("nft", "add", "table", "inet", "other");
        string log = _world.Log;
        _lab.Router.Ip("rule add priority 50 lookup 250");
        _ = _world.Until(() => _world.Log.Length > log.Length, "the agent has looked again");
        Assert.Equal(before, Handles());
    }

    [Theory]
    [InlineData("-4")]
    [InlineData("-6")]
    public void Flushed_rules_are_back_within_a_second(string family)
    {
        string before = Rules(family);
        _ = _lab.Router.Execute("ip", family, "rule", "flush");
        Repaired(() => Rules(family) == before, "all rules are back");
    }

    [Theory]
    [InlineData("-4", 50)]
    [InlineData("-6", 51)]
    public void A_foreign_rule_before_ours_is_removed_within_a_second(string family, int priority)
    {
        string before = Rules(family);
        _ = _lab.Router.Execute("ip", family, "rule", "add", "priority", priority.ToString(CultureInfo.InvariantCulture), "lookup", "250");
        Repaired(() => Rules(family) == before, "the foreign rule is gone");
        _ = _world.Until(() => _world.Log.Contains(string.Create(CultureInfo.InvariantCulture, $"delete foreign rule {priority}: lookup 250"), StringComparison.Ordinal), "the log tells it");
    }

    // What the kernel finds by more than it shows, or shows by more than it takes.
    [Theory]
    [InlineData("-4", "fwmark 0x1/0xff lookup 250")]
    [InlineData("-6", "fwmark 0x1/0xff lookup 250")]
    [InlineData("-4", "from 10.0.0.5/24 lookup 250")]
    [InlineData("-4", "goto 32766")]
    [InlineData("-6", "goto 32766")]
    [InlineData("-4", "not from 10.0.0.0/24 iif lo to 10.9.0.0/16 prohibit")]
    public void A_foreign_rule_of_any_kind_is_removed(string family, string rule)
    {
        string before = Rules(family);
        _ = _lab.Router.Execute("ip", [family, "rule", "add", "priority", "60", .. rule.Split(' ')]);
        Repaired(() => Rules(family) == before, "the foreign rule is gone");
    }

    [Theory]
    [InlineData("-4", "main")]
    [InlineData("-6", "main")]
    [InlineData("-4", "")]
    [InlineData("-6", "")]
    public void A_deleted_default_route_is_back_within_a_second(string family, string named)
    {
        string table = named.Length > 0 ? named : Lab.Wan("one").Table.ToString(CultureInfo.InvariantCulture);
        string before = _lab.Router.Execute("ip", family, "route", "show", "table", table);
        _ = _lab.Router.Execute("ip", family, "route", "del", "default", "table", table, "metric", "100");
        Repaired(() => _lab.Router.Execute("ip", family, "route", "show", "table", table) == before, "the route is back");
    }

    [Fact]
    public void A_link_that_vanishes_is_left_and_one_that_returns_under_its_name_is_used_as_before()
    {
        Isp isp = _lab.Two;
        string before = Table();
        string rules = Rules("-4") + Rules("-6");
        isp.Remove();
        Repaired(() => !Uses(isp), "no new flow leaves by what is gone");

        // The kernel alone sees to that: an agent that has not looked yet would show the world before it.
        _ = _world.Loses(isp.Offer);
        isp.Connect();
        _ = _world.Settle();
        Assert.Equal(before, Table());
        Assert.Equal(rules, Rules("-4") + Rules("-6"));
        foreach (string family in (string[])["-4", "-6"])
        {
            Assert.Contains("dev wan2", _lab.Router.Execute("ip", family, "route", "show", "default", "table", Lab.Wan("two").Table.ToString(CultureInfo.InvariantCulture)), StringComparison.Ordinal);
        }

        _ = _world.Until(() => Uses(isp, 500), "new flows leave by it again");
        Assert.Equal(Lab.Internet6, Flow.AskOnce(_lab.Internet, Lab.Internet6, isp.Offer.Edge6));
    }

    [Theory]
    [InlineData("-4")]
    [InlineData("-6")]
    public void A_flushed_table_is_back_within_a_second(string family)
    {
        string table = Lab.Wan("one").Table.ToString(CultureInfo.InvariantCulture);
        string before = _lab.Router.Execute("ip", family, "route", "show", "table", table);
        _ = _lab.Router.Execute("ip", family, "route", "flush", "table", table);
        Repaired(() => _lab.Router.Execute("ip", family, "route", "show", "table", table) == before, "the table is back");
    }

    [Fact]
    public void A_gateway_that_somebody_replaced_is_back_within_a_second()
    {
        string table = Lab.Wan("one").Table.ToString(CultureInfo.InvariantCulture);
        string before = _lab.Router.Execute("ip", "route", "show", "table", table);
        _lab.Router.Ip($"route replace default via 203.0.113.241 dev wan2 onlink metric 100 table {table}");
        Repaired(() => _lab.Router.Execute("ip", "route", "show", "table", table) == before, "the gateway is back");
    }

    public void Dispose() => _world.Settle();

    private void Repaired(Func<bool> condition, string what)
    {
        Pressure pressure = new();
        TimeSpan took = _world.Until(condition, what);
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {took.TotalMilliseconds:0} ms"));
        Assert.InRange(took, TimeSpan.Zero, Bound + pressure.Allowance);
    }

    private bool Uses(Isp isp, int patience = 20) => Enumerable.Range(0, 20).Any(_ => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, patience) == isp.Offer.Client4);

    private string Table()
    {
        try
        {
            return _lab.Router.Execute("nft", "-s", "list", "table", "inet", "mwan");
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private string Handles() => _lab.Router.Execute("nft", "-a", "-s", "list", "table", "inet", "mwan");

    // Without the last one, for the table default, which is always empty and which nobody misses. Sorted: which of two with the same
    // priority came first decides nothing.
    private string Rules(string family) => string.Join(
        '\n',
        _lab.Router.Execute("ip", family, "rule").Split('\n').Where(line => !line.StartsWith("32767:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
}
