using System.Globalization;
using Mwan.Config;
using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>
/// What users of other systems with several WANs suffer from, each under the number that it has in our notes. The first (flows that stay
/// on the backup for hours) is about what becomes of flows and is tested with that; those about outages are in
/// <see cref="OutageComplaintTests"/>. The twelfth (the tunnel pinned to the wrong WAN)
/// needs WireGuard, which this kernel has not: it is tested in the lab of virtual machines.
/// </summary>
[Collection(LevelCollection.Name)]
public sealed class ComplaintTests : IDisposable
{
    private readonly Driven _world;
    private readonly Lab _lab;

    public ComplaintTests(LevelLab shared)
    {
        _world = shared.World;
        _lab = _world.Lab;
        _ = _world.Settle();
        _lab.ForgetStrays();
    }

    [Fact]
    public void Complaint_03_rules_are_lost_or_half_built_after_a_firewall_reload()
    {
        string before = Table();
        using Flows flows = new(_lab.Lan, Lab.Client4, Lab.Internet4, 60);
        IReadOnlyList<string> seen = flows.Ask();
        using (Load load = new(_lab.Lan, (Lab.Client4, Lab.Internet4), (Lab.Client6, Lab.Internet6)))
        {
            for (int i = 0; i < 10; i++)
            {
                _ = _lab.Router.Execute("nft", "-f", Path.Combine(_lab.Root, "etc/nftables.conf"));
                _ = _lab.Router.Execute("nft", "delete", "table", "inet", "mwan");
                _ = _world.Until(() => Table() == before, "the table inet mwan is as before");
            }
        }

        Assert.Equal(seen, flows.Ask());
        Assert.Equal("", _lab.Strays);
    }

    [Fact]
    public void Complaint_04_networkd_removes_rules_and_routes_that_are_not_its_own()
    {
        string before = Kernel();
        using Flows flows = new(_lab.Lan, Lab.Client4, Lab.Internet4, 60);
        IReadOnlyList<string> seen = flows.Ask();
        foreach (string family in (string[])["-4", "-6"])
        {
            foreach (string rule in Lines("ip", family, "rule").Where(line => line.Contains("proto 77", StringComparison.Ordinal)))
            {
                _ = _lab.Router.Execute("ip", family, "rule", "del", "priority", rule.Split(':')[0]);
            }

            foreach (Wan wan in _lab.Site.Wans)
            {
                _ = _lab.Router.Execute("ip", family, "route", "flush", "table", wan.Table.ToString(CultureInfo.InvariantCulture));
            }
        }

        _ = _world.Until(() => Kernel() == before, "rules and routes are as before");
        Assert.Equal(seen, flows.Ask());
    }

    [Fact]
    public void Complaint_05_a_new_delegation_breaks_prefix_translation()
    {
        // Shorter, longer, another, and the first again.
        foreach (string prefix in (string[])["2001:db8:1:100::/56", "2001:db8:1:60::/62", "2001:db8:1:80::/60", _lab.One.Offer.Delegation])
        {
            _lab.One.Watch.Allow(prefix == _lab.One.Offer.Delegation ? "2001:db8:1:100::/56" : prefix);
            _lab.One.Space.Ip($"route replace {prefix} via fe80::a dev router");
            _world.Networkd.Delegate(_lab.One.Offer, prefix);

            // A /62 covers the internal subnets 0 to 3, so not the client's.
            string edge = $"{prefix[..prefix.IndexOf('/', StringComparison.Ordinal)]}1";
            _ = _world.Follows(_lab.One.Offer, prefix);
            Assert.Contains(edge, Seen(Lab.Edge6), StringComparison.Ordinal);
            Assert.Equal(!prefix.EndsWith("/62", StringComparison.Ordinal), Seen(Lab.Client6).Contains(Offer.Under(prefix), StringComparison.Ordinal));
            Assert.Equal(Lab.Internet6, Flow.AskOnce(_lab.Internet, Lab.Internet6, edge));
        }

        Assert.Empty(_lab.Strays);
    }

    [Fact]
    public void Complaint_10_replies_to_calls_from_outside_leave_by_another_wan()
    {
        foreach (string address in Offer.All.SelectMany(offer => (string[])[offer.Client4, offer.Client6, offer.Edge6]))
        {
            string caller = address.Contains(':', StringComparison.Ordinal) ? Lab.Internet6 : Lab.Internet4;
            using Flows calls = new(_lab.Internet, caller, address, 40);
            Assert.Equal(caller, calls.Seen());
        }

        Assert.Empty(_lab.Strays);
    }

    [Fact]
    public void Complaint_11_the_tables_of_the_wans_lack_what_is_near()
    {
        foreach (Wan wan in _lab.Site.Wans)
        {
            foreach ((string family, string target) in ((string, string)[])[("-4", Lab.Client4), ("-4", Lab.Unmapped4), ("-6", Lab.Edge6), ("-6", Lab.Client6)])
            {
                string mark = wan.Mark.ToString(CultureInfo.InvariantCulture);
                Assert.Contains("dev lan0", _lab.Router.Execute("ip", family, "route", "get", target, "mark", mark), StringComparison.Ordinal);

                // Also without the rule that asks main first.
                string table = wan.Table.ToString(CultureInfo.InvariantCulture);
                Assert.Contains("dev lan0", _lab.Router.Execute("ip", family, "route", "show", "table", table, "match", target), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Complaint_13_weights_of_three_members_overlap_and_rules_of_one_family_leak()
    {
        // The slices of the dice, from the kernel: five, three and two tenths, none twice.
        string table = Table();
        foreach (string family in (string[])["balance4", "balance6"])
        {
            string chain = table[table.IndexOf($"chain {family}", StringComparison.Ordinal)..];
            string dice = new([.. chain[..chain.IndexOf("reject", StringComparison.Ordinal)].Where(letter => !char.IsWhiteSpace(letter))]);
            Assert.Contains("numgenrandommod10map{0-4:0x00000001,5-7:0x00000002,8-9:0x00000003}", dice, StringComparison.Ordinal);
        }

        // Again and again the same rules, in both families, however often the agent starts.
        string before = Kernel();
        for (int i = 0; i < 2; i++)
        {
            _world.Restart();
            _ = _world.Settle();
            Assert.Equal(before, Kernel());
        }

        // A configuration that it cannot read takes nothing away.
        string config = Path.Combine(_lab.Root, "usr/lib/mwan/config.json");
        byte[] good = File.ReadAllBytes(config);
        using Flows flows = new(_lab.Lan, Lab.Client6, Lab.Internet6, 30);
        IReadOnlyList<string> seen = flows.Ask();
        try
        {
            File.WriteAllText(config, """{"version":999}""");
            _world.Restart();
            _ = _world.Until(() => _world.Report is not null, "the agent runs without a configuration");
            Assert.Equal(before, Kernel());
            Assert.Equal(table, Table());
            Assert.Equal(seen, flows.Ask());
        }
        finally
        {
            File.WriteAllBytes(config, good);
            _world.Restart();
        }
    }

    public void Dispose()
    {
        _world.Networkd.Delegate(_lab.One.Offer, _lab.One.Offer.Delegation);
        _ = _world.Follows(_lab.One.Offer, _lab.One.Offer.Delegation);
        _ = _world.Settle();
    }

    private string Seen(string from)
    {
        using Flows flows = new(_lab.Lan, from, Lab.Internet6, 60);
        return flows.Seen();
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

    // Rules and routes of both families; which of two with the same priority came first decides nothing.
    private string Kernel() => string.Join(
        '\n',
        ((string[])["-4", "-6"]).SelectMany(family => Lines("ip", family, "rule").Concat(_lab.Site.Wans.SelectMany(wan =>
            Lines("ip", family, "route", "show", "table", wan.Table.ToString(CultureInfo.InvariantCulture)))).Order(StringComparer.Ordinal)));

    private string[] Lines(string program, params string[] arguments) => _lab.Router.Execute(program, arguments).Split('\n');
}
