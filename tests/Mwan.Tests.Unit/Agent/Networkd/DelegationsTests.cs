using System.Net;
using Mwan.Agent.Networkd;
using Mwan.Agent.Observation;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Networkd;

public sealed class DelegationsTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Boot = TimeSpan.FromHours(5);
    private static readonly IPNetwork[] Own = [IPNetwork.Parse("3d06:bad:b01::/60"), IPNetwork.Parse("3d06:bad:b01:fe::/64")];

    private static readonly Delegation Old = Lasting("2600:1700:2f71:c80::/60", preferred: 1, valid: 2);
    private static readonly Delegation New = Lasting("2600:1700:2f71:d80::/60", preferred: 1, valid: 3);

    [Fact]
    public void A_withdrawn_prefix_beside_the_new_one_is_not_taken_wherever_it_stands()
    {
        Delegation withdrawn = Old with { PreferredUntil = Now, ValidUntil = Now };
        Assert.Equal(New, Delegations.Live([withdrawn, New], Now));
        Assert.Equal(New, Delegations.Live([New, withdrawn], Now));
        Assert.Null(Delegations.Live([withdrawn], Now));
        Assert.Null(Delegations.Live([], Now));
    }

    [Fact]
    public void A_preferred_prefix_comes_before_a_deprecated_one_that_lasts_longer()
    {
        Delegation deprecated = New with { PreferredUntil = Now };
        Assert.Equal(Old, Delegations.Live([deprecated, Old], Now));
        Assert.Equal(deprecated, Delegations.Live([deprecated], Now));
    }

    [Fact]
    public void Of_two_equals_the_one_in_use_stays_and_otherwise_the_one_that_lasts_longer_is_taken()
    {
        Assert.Equal(New, Delegations.Live([Old, New], Now));
        Assert.Equal(Old, Delegations.Live([Old, New], Now, held: Old.Prefix));
        Delegation deprecated = Old with { PreferredUntil = Now };
        Assert.Equal(New, Delegations.Live([deprecated, New], Now, held: Old.Prefix));
    }

    [Fact]
    public void The_order_of_a_reply_decides_nothing()
    {
        Delegation shorter = Lasting("2600:1700:2f71::/56", preferred: 1, valid: 3);
        Delegation other = Lasting("2600:1700:2f71:e80::/60", preferred: 1, valid: 3);
        Delegation[] all = [New, shorter, other, Old];
        for (int shift = 0; shift < all.Length; shift++)
        {
            Delegation[] turned = [.. all[shift..], .. all[..shift]];
            Assert.Equal(shorter, Delegations.Live(turned, Now));
            Assert.Equal(New, Delegations.Live(turned.Where(delegation => delegation != shorter), Now));
        }
    }

    [Theory]
    [InlineData("2600:1700:2f71:c80::", 0, "no sensible length")]
    [InlineData("2600:1700:2f71:c80::", 200, "no sensible length")]
    [InlineData("2600:1700:2f71:c80::", 65, "longer than /64")]
    [InlineData("ff02::", 60, "multicast")]
    [InlineData("fd00:1234::", 60, "unique local")]
    [InlineData("fe80::", 64, "link-local")]
    [InlineData("::1", 64, "loopback")]
    [InlineData("::", 64, "unspecified")]
    [InlineData("64:ff9b::", 60, "not global unicast")]
    [InlineData("3d06:bad:b01::", 56, "the site's own")]
    [InlineData("3d06:bad:b01:8::", 64, "the site's own")]
    public void Nonsense_is_named(string address, int length, string name)
    {
        DescribedPrefix prefix = new(IPAddress.Parse(address), length, PreferredUntil: null, ValidUntil: null);
        Assert.Contains(name, Delegations.Objection(prefix, Boot, Own), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lifetime_that_has_passed_is_named_and_one_that_has_not_is_none_to_object_to()
    {
        DescribedPrefix prefix = new(IPAddress.Parse("2600:1700:2f71:c80::"), 60, PreferredUntil: null, Boot);
        Assert.Contains("withdrawn", Delegations.Objection(prefix, Boot, Own), StringComparison.Ordinal);
        Assert.Null(Delegations.Objection(prefix with { ValidUntil = Boot + TimeSpan.FromSeconds(1) }, Boot, Own));
        Assert.Null(Delegations.Objection(prefix with { ValidUntil = null }, Boot, Own));
    }

    [Fact]
    public void What_is_carried_over_a_restart_ends_with_its_lifetime_or_a_new_answer()
    {
        InterfaceLeases before = new("enatt0", Lease: null, [Old], []);
        InterfaceLeases silent = before with { Delegations = [] };
        Assert.Equal([Old], Delegations.Carry(before, silent, Now).Delegations);
        Assert.Empty(Delegations.Carry(before, silent, Old.ValidUntil).Delegations);
        Assert.Equal([New], Delegations.Carry(before, silent with { Delegations = [New] }, Now).Delegations);
        Assert.Empty(Delegations.Carry(before: null, silent, Now).Delegations);
        Assert.Empty(Delegations.Carry(before, silent with { Answered = true }, Now).Delegations);
    }

    private static Delegation Lasting(string prefix, int preferred, int valid) =>
        new(IPNetwork.Parse(prefix), Now.AddHours(preferred), Now.AddHours(valid));
}
