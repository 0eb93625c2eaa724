using System.Globalization;
using Mwan.Agent.Health;
using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>Those of the complaints, see <see cref="ComplaintTests"/>, that are about outages and how they are noticed.</summary>
public sealed class OutageComplaintTests : IClassFixture<TieredLab>, IDisposable
{
    private readonly Driven _world;
    private readonly Lab _lab;

    public OutageComplaintTests(TieredLab shared)
    {
        _world = shared.World;
        _lab = _world.Lab;
        _ = _world.Settle();
        _lab.ForgetStrays();
    }

    [Fact]
    public void Complaint_02_an_outage_is_made_worse_by_its_remedy()
    {
        using Flows flows = new(_lab.Lan, Lab.Client4, Lab.Internet4, 20);
        IReadOnlyList<string> seen = flows.Ask();
        string before = Dataplane();
        try
        {
            foreach (Isp isp in _lab.Isps)
            {
                isp.Swallow();
            }

            _ = _world.Until(() => All(Verdict.Unhealthy), "no member works");

            // What carried last carries on: which of them that is depends on the order in which they were noticed.
            Assert.Contains("unreachable", before, StringComparison.Ordinal);
            string during = Dataplane();
            _ = _world.Until(() => _world.Report!.Members.Any(member => member.Ipv4.Share == 100), "somebody is still asked to carry");
            Assert.Equal(during, Dataplane());
        }
        finally
        {
            foreach (Isp isp in _lab.Isps)
            {
                isp.Heal();
            }
        }

        Assert.Equal(seen, flows.Ask());
        _ = _world.Settle();
        Assert.Equal(before, Dataplane());
        Assert.Empty(_lab.Strays);
    }

    [Fact]
    public void Complaint_06_probes_leave_by_another_wan_or_the_prober_dies()
    {
        // Every member is probed by itself, also those that carry nothing: its own echo requests, from its own address.
        foreach (Isp isp in _lab.Isps)
        {
            Probed(isp);
        }

        // One whose Internet does not answer is probed on; so is one whose interface vanished and came back.
        _lab.Two.Swallow();
        _ = _world.Until(() => Health(_lab.Two) == Verdict.Unhealthy, "the second WAN is unhealthy");
        Probed(_lab.Two);
        _lab.Two.Heal();
        _lab.Three.Remove();
        _ = _world.Until(() => Health(_lab.Three) != Verdict.Healthy, "the third WAN is not healthy");
        _lab.Three.Connect();
        Probed(_lab.Three);
        _ = _world.Settle();
        Assert.Empty(_lab.Strays);
    }

    [Fact]
    public void Complaint_07_limited_pings_make_a_wan_flap()
    {
        string before = Verdicts();
        _lab.Internet.Nft("""
            table inet limited {
              chain arriving {
                type filter hook input priority 0; policy accept;
                icmp type echo-request drop
                icmpv6 type echo-request drop
              }
            }
            """);
        try
        {
            // As many rounds as would be too many, and one more.
            string probes = _lab.One.Watch.Probes("4");
            for (int round = 0; round < 4; round++)
            {
                _ = _world.Until(() => _lab.One.Watch.Probes("4") != probes, "another ping is sent");
                probes = _lab.One.Watch.Probes("4");
            }

            Assert.Equal(Verdict.Healthy, Health(_lab.One));
            Assert.Equal(before, Verdicts());
        }
        finally
        {
            _lab.Internet.Nft("delete table inet limited");
        }
    }

    [Fact]
    public void Complaint_08_failover_works_once_and_then_sticks()
    {
        for (int time = 0; time < 3; time++)
        {
            _lab.One.Cut();
            _ = _world.Until(() => New() == _lab.Two.Offer.Client4, string.Create(CultureInfo.InvariantCulture, $"failover {time}"));
            _lab.One.Lay();
            _ = _world.Until(() => New() == _lab.One.Offer.Client4, string.Create(CultureInfo.InvariantCulture, $"recovery {time}"));
        }

        Assert.Empty(_lab.Strays);
    }

    [Fact]
    public void Complaint_09_a_race_at_boot_leaves_the_box_half_configured()
    {
        // The agent is there before every link; they come one by one, the last first, and the LAN last of all.
        string before = Dataplane();
        string[] rules = Rules();
        foreach (Isp isp in _lab.Isps)
        {
            isp.Remove();
        }

        _lab.Router.Ip("link del lan0");
        _ = _lab.Router.Execute("nft", "delete", "table", "inet", "mwan");
        _ = _lab.Router.Execute("ip", "-4", "rule", "flush");
        _ = _lab.Router.Execute("ip", "-6", "rule", "flush");
        File.Delete(Path.Combine(_lab.Root, "run/mwan/verdicts.json"));
        _world.Restart();
        _ = _world.Until(() => _world.Report is not null, "the agent has looked");
        foreach (Isp isp in _lab.Isps.Reverse())
        {
            isp.Connect();
        }

        _lab.ConnectLan();
        _ = _world.Settle();
        Assert.Equal(Kinds(before), Kinds(Dataplane()));
        Assert.Equal(string.Join('\n', rules), string.Join('\n', Rules()));
        _ = _world.Until(() => New() == _lab.One.Offer.Client4, "the preferred WAN is used");
        foreach (Offer offer in Offer.All)
        {
            Assert.Equal(Lab.Internet4, Flow.AskOnce(_lab.Internet, Lab.Internet4, offer.Client4));
            Assert.Equal(Lab.Internet6, Flow.AskOnce(_lab.Internet, Lab.Internet6, offer.Edge6));
        }
    }

    public void Dispose() => _world.Settle();

    // Once more than it already was.
    private void Probed(Isp isp)
    {
        foreach (string family in (string[])["4", "6"])
        {
            string before = isp.Watch.Probes(family);
            _ = _world.Until(() => isp.Watch.Probes(family) != before, $"{isp.Offer.Name} is probed by IPv{family}");
        }
    }

    // With the times at which they changed last: a flap leaves its mark.
    private string Verdicts() => string.Join('\n', _world.Report!.World.Upstreams.Select(upstream => $"{upstream.Name}: {upstream.Ipv4Health}, {upstream.Ipv6Health}"));

    private Verdict? Health(Isp isp) => _world.Report?.World.Upstreams.Single(upstream => upstream.Name == isp.Offer.Name).Ipv4Health?.Verdict;

    private bool All(Verdict verdict) => _world.Report?.World.Upstreams.All(upstream => upstream.Ipv4Health?.Verdict == verdict && upstream.Ipv6Health?.Verdict == verdict) == true;

    private string? New() => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, 200);

    private string[] Rules() =>
        [.. ((string[])["-4", "-6"]).SelectMany(family => _lab.Router.Execute("ip", family, "rule").Split('\n')).Where(rule => !rule.StartsWith("32767:", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private string Dataplane() => string.Join('\n', (string[])
    [
        _lab.Router.Execute("nft", "-s", "list", "table", "inet", "mwan"),
        .. Rules(),
        .. ((string[])["-4", "-6"]).Select(family => _lab.Router.Execute("ip", family, "route", "show", "table", "all", "proto", "77")),
    ]);

    // The kernel lists routes of tables in the order of their making.
    private static string Kinds(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()).Order(StringComparer.Ordinal));
}
