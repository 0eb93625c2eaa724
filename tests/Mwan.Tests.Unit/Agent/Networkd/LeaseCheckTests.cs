using System.Net;
using Mwan.Agent.Networkd;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Networkd;

public sealed class LeaseCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Boot = TimeSpan.FromHours(5);

    [Fact]
    public void Times_of_the_boot_clock_become_times_of_day_and_what_has_no_end_never_ends()
    {
        InterfaceLeases leases = Of(new DescribedPrefix(IPAddress.Parse("2600:1700:2f71:c80::"), 60, Boot + TimeSpan.FromMinutes(10), ValidUntil: null));
        Assert.Equal(Now.AddMinutes(10), leases.Delegations[0].PreferredUntil);
        Assert.Equal(DateTimeOffset.MaxValue, leases.Delegations[0].ValidUntil);
        Assert.Equal(DateTimeOffset.MaxValue, Of(new DescribedPrefix(IPAddress.Parse("2600::"), 60, TimeSpan.MaxValue, TimeSpan.MaxValue)).Delegations[0].PreferredUntil);
    }

    [Fact]
    public void A_prefix_is_never_preferred_longer_than_it_is_valid() => Assert.Equal(
        Now.AddMinutes(10),
        Of(new DescribedPrefix(IPAddress.Parse("2600::"), 60, PreferredUntil: null, Boot + TimeSpan.FromMinutes(10))).Delegations[0].PreferredUntil);

    [Fact]
    public void Bits_beyond_the_length_do_not_count() => Assert.Equal(
        IPNetwork.Parse("2600:1700:2f71:c80::/60"),
        Of(new DescribedPrefix(IPAddress.Parse("2600:1700:2f71:c8f::9"), 60, PreferredUntil: null, ValidUntil: null)).Delegations[0].Prefix);

    [Fact]
    public void Nonsense_is_refused_with_a_sentence_and_the_rest_is_used()
    {
        InterfaceLeases leases = Of(
            new DescribedPrefix(IPAddress.Parse("fd00::"), 60, PreferredUntil: null, ValidUntil: null),
            new DescribedPrefix(IPAddress.Parse("2600::"), 60, PreferredUntil: null, ValidUntil: null));
        Assert.Equal("The delegation fd00::/60 on enatt0 is not used: it is unique local (RFC 4193), not an address of the Internet.", Assert.Single(leases.Refused));
        _ = Assert.Single(leases.Delegations);
    }

    [Fact]
    public void The_sites_own_prefixes_are_those_of_its_lan() => Assert.Equal(
        [IPNetwork.Parse("3d06:bad:b01::/60"), IPNetwork.Parse("3d06:bad:b01:fe::/64")],
        LeaseCheck.OwnPrefixes(ExampleSite.Value));

    [Fact]
    public void A_clock_that_runs_a_little_apart_is_no_news_and_a_renewal_is()
    {
        InterfaceLeases leases = Of(new DescribedPrefix(IPAddress.Parse("2600::"), 60, PreferredUntil: null, Boot + TimeSpan.FromMinutes(10)));
        Assert.True(leases.IsSameAs(Of(new DescribedPrefix(IPAddress.Parse("2600::"), 60, PreferredUntil: null, Boot + TimeSpan.FromMinutes(10.01)))));
        Assert.False(leases.IsSameAs(Of(new DescribedPrefix(IPAddress.Parse("2600::"), 60, PreferredUntil: null, Boot + TimeSpan.FromMinutes(11)))));
        Assert.False(leases.IsSameAs(Of()));
    }

    private static InterfaceLeases Of(params DescribedPrefix[] prefixes) => LeaseCheck.Of(new LinkDescription("enatt0", Lease: null, prefixes), Boot, Now, []);
}
