using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

[Collection(LevelCollection.Name)]
public sealed class BalanceTests : IDisposable
{
    private const int Count = 3000;

    private readonly Driven _world;
    private readonly Lab _lab;

    public BalanceTests(LevelLab shared)
    {
        _world = shared.World;
        _lab = _world.Lab;
        _ = _world.Settle();
        _lab.ForgetStrays();
    }

    [Theory]
    [InlineData(Lab.Client4, Lab.Internet4)]
    [InlineData(Lab.Client6, Lab.Internet6)]
    public void Thousands_of_flows_are_split_by_weight_and_each_stays_where_it_is(string from, string to)
    {
        using Flows flows = new(_lab.Lan, from, to, Count);
        IReadOnlyList<string> first = flows.Ask();
        foreach (Offer offer in Offer.All)
        {
            string seen = from == Lab.Client4 ? offer.Client4 : offer.Client6;
            double share = Lab.Wan(offer.Name).Weight / 10.0;

            // Six standard deviations: chance fails this once in five hundred million.
            double slack = 6 * Math.Sqrt(Count * share * (1 - share));
            Assert.InRange(first.Count(address => address == seen), (Count * share) - slack, (Count * share) + slack);
        }

        Assert.DoesNotContain("nobody", first, StringComparer.Ordinal);
        Assert.Equal(first, flows.Ask());

        // The whole table is put in anew, and routes and rules with it where they differ.
        string before = Table();
        _ = _lab.Router.Execute("nft", "add", "rule", "inet", "mwan", "prerouting", "counter");
        _ = _world.Until(() => Table() == before, "the table inet mwan is as before");
        Assert.Equal(first, flows.Ask());
        Assert.Empty(_lab.Strays);
    }

    [Fact]
    public void A_source_without_a_mapping_is_masqueraded()
    {
        using Flows flows = new(_lab.Lan, Lab.Unmapped4, Lab.Internet4, 100);
        Assert.Equal(Words.Of(offer => offer.Address), flows.Seen());
    }

    [Fact]
    public void A_source_that_only_some_members_map_is_masqueraded_by_the_others()
    {
        using Flows flows = new(_lab.Lan, Lab.Second4, Lab.Internet4, 100);
        Assert.Equal("198.18.3.10 198.51.100.194 203.0.113.243", flows.Seen());
    }

    [Fact]
    public void The_routers_own_address_is_the_edge_of_each_delegation()
    {
        using Flows flows = new(_lab.Lan, Lab.Edge6, Lab.Internet6, 100);
        Assert.Equal(Words.Of(offer => offer.Edge6), flows.Seen());
    }

    [Fact]
    public void A_dead_link_is_left_within_a_second_and_used_again_when_it_is_back()
    {
        Pressure pressure = new();
        _lab.One.Cut();
        try
        {
            TimeSpan switched = _world.Until(() => !Uses(_lab.One), "no new flow leaves by the dead WAN");
            Assert.InRange(switched, TimeSpan.Zero, TimeSpan.FromSeconds(1) + pressure.Allowance);
            _ = _world.Loses(_lab.One.Offer);
        }
        finally
        {
            _lab.One.Lay();
        }

        _ = _world.Until(() => Uses(_lab.One, 500), "the first WAN is used again");
    }

    public void Dispose() => _world.Settle();

    private string Table() => _lab.Router.Execute("nft", "-s", "list", "table", "inet", "mwan");

    private bool Uses(Isp isp, int patience = 20) => Enumerable.Range(0, 20).Any(_ => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, patience) == isp.Offer.Client4);
}
