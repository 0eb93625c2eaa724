using System.Globalization;
using Mwan.Tests.Netns.Worlds;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Netns;

public sealed class RepairTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    private readonly ITestOutputHelper _output;
    private readonly Lab _lab = new();
    private readonly RunningAgent _agent;

    public RepairTests(ITestOutputHelper output)
    {
        _output = output;
        _agent = _lab.Own(new RunningAgent(_lab));
        _ = Waiting.Until(() => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, 200) is not null, "the first flow passes");
    }

    [Fact]
    public void A_flushed_ruleset_is_back_within_a_second_and_the_journal_says_who_did_it()
    {
        string before = Table();
        _ = _lab.Router.Execute("nft", "flush", "ruleset");
        Repaired(() => Table() == before && _lab.Router.Execute("nft", "list", "tables").Contains("inet baseline", StringComparison.Ordinal), "both tables are back");
        _ = Waiting.Until(() => _agent.Log.Contains("which nft (", StringComparison.Ordinal), "the log names nft");
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
        string log = _agent.Log;
        _lab.Router.Ip("rule add priority 50 lookup 250");
        _ = Waiting.Until(() => _agent.Log.Length > log.Length, "the agent has looked again");
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

    [Fact]
    public void A_foreign_rule_before_ours_is_removed_within_a_second()
    {
        string before = Rules("-4");
        _lab.Router.Ip("rule add priority 50 lookup 250");
        Repaired(() => Rules("-4") == before, "the foreign rule is gone");
        _ = Waiting.Until(() => _agent.Log.Contains("delete foreign rule 50: lookup 250", StringComparison.Ordinal), "the log tells it");
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

    public void Dispose() => _lab.Dispose();

    private void Repaired(Func<bool> condition, string what)
    {
        TimeSpan took = Waiting.Until(condition, what);
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {took.TotalMilliseconds:0} ms"));
        Assert.InRange(took, TimeSpan.Zero, Bound);
    }

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

    // Without the last one, for the table default, which is always empty and which nobody misses.
    private string Rules(string family) => string.Join('\n', _lab.Router.Execute("ip", family, "rule").Split('\n').Where(line => !line.StartsWith("32767:", StringComparison.Ordinal)));
}
