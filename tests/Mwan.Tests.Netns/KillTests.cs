using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>The agent dies at any moment; the kernel goes on with the last plan, and the next agent takes over.</summary>
[Collection(LevelCollection.Name)]
public sealed class KillTests(LevelLab shared)
{
    private const int Seed = 20_260_601;
    private const int Deaths = 12;

    private readonly Driven _world = shared.World;
    private readonly Lab _lab = shared.World.Lab;

    [Fact]
    public void A_dead_agent_leaves_old_and_new_flows_running_on_the_last_plan()
    {
        _ = _world.Settle();
        _lab.ForgetStrays();
        using Flows old = new(_lab.Lan, Lab.Client4, Lab.Internet4, 60);
        IReadOnlyList<string> before = old.Ask();
        _world.Agent.Kill();
        Assert.Equal(before, old.Ask());
        Everywhere();
        _world.Restart();
        Everywhere();
        _ = _world.Settle();
        Everywhere();
        Assert.Equal(before, old.Ask());
        Assert.Empty(_lab.Strays);
    }

    [Fact]
    public void Killed_at_random_moments_while_it_applies_it_neither_disturbs_a_flow_nor_misleads_a_packet_and_converges()
    {
        int seed = Environment.GetEnvironmentVariable("MWAN_RANDOM") is null ? Seed : Environment.TickCount;
#pragma warning disable CA5394 // Moments, not secrets.
        Random random = new(seed);
        _ = _world.Settle();
        string table = _lab.Router.Execute("nft", "-s", "list", "table", "inet", "mwan");
        string rules = Rules();
        _lab.ForgetStrays();

        // Only the third WAN is tampered with, so those of the others have no excuse.
        using Flows ipv4 = new(_lab.Lan, Lab.Client4, Lab.Internet4, 60);
        using Flows ipv6 = new(_lab.Lan, Lab.Client6, Lab.Internet6, 60);
        IReadOnlyList<string> before4 = ipv4.Without(_lab.Three.Offer.Client4);
        IReadOnlyList<string> before6 = ipv6.Without(_lab.Three.Offer.Client6);
        using (Load load = new(_lab.Lan, (Lab.Client4, Lab.Internet4), (Lab.Client6, Lab.Internet6), (Lab.Unmapped4, Lab.Internet4)))
        {
            for (int death = 0; death < Deaths; death++)
            {
                if (death % 2 == 0)
                {
                    _lab.Three.Cut();
                }
                else
                {
                    _lab.Three.Lay();
                }

                // A start takes a few hundred milliseconds: some deaths come before the first plan, some amid it, some after.
                _ = new ManualResetEventSlim().Wait(random.Next(0, 600));
                _world.Restart();
                Assert.Equal(before4, ipv4.Ask());
                Assert.Equal(before6, ipv6.Ask());
            }

            Assert.True(load.Count > 100, "the load was none");
        }
#pragma warning restore CA5394

        _lab.Three.Lay();
        _ = _world.Settle();
        Assert.True(table == _lab.Router.Execute("nft", "-s", "list", "table", "inet", "mwan"), $"another table than before, seed {seed}");
        Assert.Equal(rules, Rules());
        Assert.Equal(before4, ipv4.Ask());
        Assert.Equal(before6, ipv6.Ask());
        Assert.True(_lab.Strays.Length == 0, $"seed {seed}: {_lab.Strays}");
    }

    [Fact]
    public void A_ruleset_that_is_flushed_while_no_agent_lives_lets_nothing_through_untranslated()
    {
        _ = _world.Settle();
        _lab.ForgetStrays();
        _world.Agent.Kill();
        _ = _lab.Router.Execute("nft", "flush", "ruleset");
        using (Load outbound = new(_lab.Lan, (Lab.Client4, Lab.Internet4), (Lab.Client6, Lab.Internet6), (Lab.Unmapped4, Lab.Internet4), (Lab.Edge6, Lab.Internet6)))
        using (Load inbound = new(_lab.Internet, [.. Offer.All.SelectMany(offer => new[] { (Lab.Internet4, offer.Client4), (Lab.Internet6, offer.Edge6) })]))
        {
            _ = _world.Until(() => outbound.Count >= 200 && inbound.Count >= 200, "packets are sent both ways");
        }

        Assert.Equal("", _lab.Strays);
        _world.Restart();
        _ = _world.Settle();
        Everywhere();
    }

    private void Everywhere()
    {
        using Flows ipv4 = new(_lab.Lan, Lab.Client4, Lab.Internet4, 150);
        using Flows ipv6 = new(_lab.Lan, Lab.Client6, Lab.Internet6, 150);
        Assert.Equal(Words.Of(offer => offer.Client4), ipv4.Seen());
        Assert.Equal(Words.Of(offer => offer.Client6), ipv6.Seen());
    }

    // Sorted: which of two with the same priority came first decides nothing.
    private string Rules() => string.Join('\n', ((string[])["-4", "-6"]).SelectMany(family => _lab.Router.Execute("ip", family, "rule").Split('\n').Order(StringComparer.Ordinal)));
}
