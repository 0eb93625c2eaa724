using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>A delegation changes while flows run.</summary>
[Collection(LevelCollection.Name)]
public sealed class RenumberingTests : IDisposable
{
    private readonly Driven _world;
    private readonly Lab _lab;

    public RenumberingTests(LevelLab shared)
    {
        _world = shared.World;
        _lab = _world.Lab;
        _ = _world.Settle();
        _lab.ForgetStrays();
    }

    [Fact]
    public void Under_load_new_flows_use_the_new_prefix_and_nothing_leaves_untranslated_or_under_a_prefix_of_another_wan()
    {
        Isp isp = _lab.One;
        string[] prefixes = ["2001:db8:1:80::/60", isp.Offer.Delegation, "2001:db8:1:c0::/60", isp.Offer.Delegation];
        foreach (string prefix in prefixes.Distinct(StringComparer.Ordinal).Where(prefix => prefix != isp.Offer.Delegation))
        {
            isp.Space.Ip($"route replace {prefix} via fe80::a dev router");
            isp.Watch.Allow(prefix);
        }

        using Flows ipv4 = new(_lab.Lan, Lab.Client4, Lab.Internet4, 30);
        IReadOnlyList<string> before = ipv4.Ask();
        using Flows ipv6 = new(_lab.Lan, Lab.Client6, Lab.Internet6, 60);
        IReadOnlyList<string> before6 = ipv6.Ask();
        using (Load load = new(_lab.Lan, (Lab.Client4, Lab.Internet4), (Lab.Client6, Lab.Internet6), (Lab.Edge6, Lab.Internet6)))
        {
            string old = isp.Offer.Client6;
            foreach (string prefix in prefixes)
            {
                string expected = Offer.Under(prefix);
                int count = load.Count;
                _world.Networkd.Delegate(isp.Offer, prefix);
                _ = _world.Follows(isp.Offer, prefix);
                HashSet<string> after = Seen();
                Assert.Contains(expected, after, StringComparer.Ordinal);
                Assert.DoesNotContain(old, after, StringComparer.Ordinal);
                old = expected;
                _ = _world.Until(() => load.Count > count + 100, "flows start while the delegation is another");
            }
        }

        Assert.Equal(before, ipv4.Ask());
        IReadOnlyList<string> after6 = ipv6.Ask();
        Assert.All(Enumerable.Range(0, before6.Count).Where(i => before6[i] != isp.Offer.Client6), i => Assert.Equal(before6[i], after6[i]));
        Assert.Empty(_lab.Strays);
    }

    [Fact]
    public void What_was_renumbered_while_the_agent_was_dead_is_cleared_by_the_next_and_nothing_else_is()
    {
        Isp isp = _lab.One;
        const string prefix = "2001:db8:1:a0::/60";
        isp.Space.Ip($"route replace {prefix} via fe80::a dev router");
        isp.Watch.Allow(prefix);
        using Flows ipv4 = new(_lab.Lan, Lab.Client4, Lab.Internet4, 30);
        IReadOnlyList<string> before4 = ipv4.Ask();
        using Flows ipv6 = new(_lab.Lan, Lab.Client6, Lab.Internet6, 60);
        IReadOnlyList<string> before6 = ipv6.Ask();

        // The agent has written down what its flows are translated to before it is killed, however soon that comes.
        _world.Agent.Kill();
        Assert.Contains(isp.Offer.Client6, ipv6.Ask(), StringComparer.Ordinal);
        _world.Networkd.Delegate(isp.Offer, prefix);
        _world.Restart();
        _ = _world.Follows(isp.Offer, prefix);
        _ = _world.Until(() => !ipv6.Ask().Contains(isp.Offer.Client6, StringComparer.Ordinal), "no flow keeps the old prefix");
        IReadOnlyList<string> after6 = ipv6.Ask();
        Assert.All(Enumerable.Range(0, before6.Count).Where(i => before6[i] != isp.Offer.Client6), i => Assert.Equal(before6[i], after6[i]));
        Assert.Equal(before4, ipv4.Ask());
        Assert.Empty(_lab.Strays);
    }

    [Fact]
    public void An_expired_delegation_gets_no_new_flows_and_leaves_the_other_wans_alone()
    {
        // Whoever asks again has been promised another second; nobody tells when it is over.
        _world.Networkd.Promise(_lab.One.Offer, TimeSpan.FromSeconds(1));
        _ = _world.Rests(_lab.One.Offer);
        Assert.Equal($"{_lab.Two.Offer.Client6} {_lab.Three.Offer.Client6}", Words.Of(Seen()));
        Assert.Contains(_lab.One.Offer.Client4, Seen(Lab.Client4, Lab.Internet4), StringComparer.Ordinal);
        Assert.Empty(_lab.Strays);
    }

    public void Dispose()
    {
        _world.Networkd.Delegate(_lab.One.Offer, _lab.One.Offer.Delegation);
        _ = _world.Follows(_lab.One.Offer, _lab.One.Offer.Delegation);
        _ = _world.Settle();
    }

    // One of two members with three tenths would be missed by chance once in 10^9.
    private HashSet<string> Seen(string from = Lab.Client6, string to = Lab.Internet6)
    {
        using Flows flows = new(_lab.Lan, from, to, 100);
        return flows.Ask().ToHashSet(StringComparer.Ordinal);
    }
}
