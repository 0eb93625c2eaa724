using System.Net;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Observation;

public sealed class ExpiryTests
{
    private static readonly World Well = PlanningWorld.Well;

    [Fact]
    public void What_lasts_for_ever_never_ends() => Assert.Null(Expiry.Next(Well));

    [Theory]
    [InlineData(60, 120, 60)]
    [InlineData(0, 120, 120)]
    [InlineData(-5, 0, null)]
    [InlineData(null, 7, 7)]
    [InlineData(null, null, null)]
    public void A_delegation_ends_first_by_being_no_longer_preferred_then_altogether(int? preferred, int? valid, int? next)
    {
        World world = Well.With("att", att => att with { Delegations = [new Delegation(IPNetwork.Parse("2001:db8::/60"), At(preferred), At(valid))] });
        Assert.Equal(next is { } seconds ? At(seconds) : null, Expiry.Next(world));
    }

    [Fact]
    public void The_nearest_end_of_all_counts()
    {
        World world = Well
            .With("att", att => att with { Delegations = [new Delegation(IPNetwork.Parse("2001:db8::/60"), At(50), At(60)), new Delegation(IPNetwork.Parse("2001:db8:1::/60"), At(30), At(40))] })
            .With("webpass", webpass => webpass with { Delegations = [new Delegation(IPNetwork.Parse("2001:db8:2::/60"), At(45), At(46))] });
        Assert.Equal(At(30), Expiry.Next(world));
        Assert.Equal(At(4), Expiry.Next(world.With("webpass", webpass => webpass with { Ipv4Health = Awaited(Verdict.Unknown, 4) })));
        Assert.Equal(At(5), Expiry.Next(world.With("vps", vps => vps with { Ipv6Health = Awaited(Verdict.Unknown, 5) })));
    }

    [Fact]
    public void A_verdict_that_has_come_is_awaited_no_more() =>
        Assert.Null(Expiry.Next(Well.With("att", att => att with { Ipv4Health = Awaited(Verdict.Healthy, 4), Ipv6Health = Awaited(Verdict.Unknown, 0) })));

    private static FamilyHealth Awaited(Verdict verdict, int seconds) => new(verdict, Failing: null, Well.At) { AwaitedUntil = At(seconds) };

    private static DateTimeOffset At(int? seconds) => seconds is { } number ? Well.At.AddSeconds(number) : DateTimeOffset.MaxValue;
}
