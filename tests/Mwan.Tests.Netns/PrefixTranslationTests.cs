using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>Delegations come from networkd, which is not here: the plan is made for a world that has them, and applied to this kernel.</summary>
public sealed class PrefixTranslationTests(PlannedLab shared) : IClassFixture<PlannedLab>
{
    private readonly Lab _lab = shared.Lab;

    [Fact]
    public void A_source_keeps_its_host_bits_under_the_prefix_of_its_wan()
    {
        Follow(("one", "2001:db8:1:10::/60"), ("two", "2001:db8:2:20::/60"));
        Assert.Equal("2001:db8:1:15::10 2001:db8:2:25::10", Seen(Lab.Client6));
    }

    [Fact]
    public void The_routers_own_address_is_the_edge_of_each_delegation()
    {
        Follow(("one", "2001:db8:1:10::/60"), ("two", "2001:db8:2:20::/60"));
        Assert.Equal("2001:db8:1:10::1 2001:db8:2:20::1", Seen(Lab.Edge6));
    }

    [Theory]
    [InlineData("2001:db8:1:10::1")]
    [InlineData("2001:db8:2:20::1")]
    [InlineData("2001:db8:1:15::10")]
    [InlineData("2001:db8:2:25::10")]
    public void A_call_from_outside_reaches_what_is_behind_and_is_answered_by_the_same_wan(string address)
    {
        Follow(("one", "2001:db8:1:10::/60"), ("two", "2001:db8:2:20::/60"));
        Assert.Equal(Lab.Internet6, Flow.AskOnce(_lab.Internet, Lab.Internet6, address));
    }

    [Fact]
    public void A_lan_client_that_calls_the_edge_reaches_the_router()
    {
        Follow(("one", "2001:db8:1:10::/60"), ("two", "2001:db8:2:20::/60"));
        Assert.Equal("3d06:bad:b01:fe::1", Flow.AskOnce(_lab.Lan, Lab.Client6, "2001:db8:1:10::1"));
    }

    [Fact]
    public void A_subnet_that_a_longer_delegation_does_not_cover_leaves_by_the_other_wan()
    {
        Follow(("one", "2001:db8:1:10::/62"), ("two", "2001:db8:2:20::/60"));
        Assert.All(
            Enumerable.Range(0, 20).Select(_ => Flow.AskOnce(_lab.Lan, Lab.Client6, Lab.Internet6)),
            answer => Assert.Equal("2001:db8:2:25::10", answer));
    }

    [Fact]
    public void Without_a_delegation_nothing_leaves_untranslated()
    {
        Follow();
        Assert.Null(Flow.AskOnce(_lab.Lan, Lab.Client6, Lab.Internet6, 300));
    }

    [Fact]
    public void A_new_delegation_is_used_by_the_next_flow()
    {
        Follow(("one", "2001:db8:1:10::/60"));
        Assert.Equal("2001:db8:1:15::10", Flow.AskOnce(_lab.Lan, Lab.Client6, Lab.Internet6));
        _lab.One.Space.Ip("route replace 2001:db8:1:80::/60 via fe80::a dev router");
        Follow(("one", "2001:db8:1:80::/60"));
        Assert.Equal("2001:db8:1:85::10", Flow.AskOnce(_lab.Lan, Lab.Client6, Lab.Internet6));
    }

    private string Seen(string source) => string.Join(
        ' ',
        Enumerable.Range(0, 40).Select(_ => Flow.AskOnce(_lab.Lan, source, Lab.Internet6) ?? "nobody").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private void Follow(params (string Wan, string Prefix)[] delegations) => shared.Follow(delegations);
}
