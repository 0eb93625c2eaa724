using System.Diagnostics;
using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>
/// Each way in which the preferred WAN can fail: the time from the cut to the first packet of a new flow on the next one, and that the
/// way back is earned. Measured from before the cut is asked for to after the answer came, so a little more than it is.
/// </summary>
public sealed class FailoverTests : IClassFixture<TieredLab>, IClassFixture<FailoverTimes>, IDisposable
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Probed = TimeSpan.FromSeconds(3.5);


    private readonly Driven _world;
    private readonly Lab _lab;
    private readonly FailoverTimes _times;
    private readonly Isp _one;
    private readonly Isp _two;

    public FailoverTests(TieredLab shared, FailoverTimes times)
    {
        _world = shared.World;
        _lab = _world.Lab;
        _times = times;
        _one = _lab.One;
        _two = _lab.Two;
        _ = _world.Settle();
        _lab.ForgetStrays();
    }

    [Fact]
    public void A_lost_carrier() => Fails("carrier lost", _one.Cut, _one.Lay, AtOnce, ipv4: true, ipv6: true);

    [Fact]
    public void An_interface_that_is_gone() => Fails("interface gone", _one.Remove, _one.Connect, AtOnce, ipv4: true, ipv6: true);

    [Fact]
    public void A_lease_that_ended() => Fails("lease gone", _one.EndLease, _one.Lease, AtOnce, ipv4: true, ipv6: false);

    [Fact]
    public void A_black_hole() => Fails("black hole", () => _one.Swallow(), _one.Heal, Probed, ipv4: true, ipv6: true);

    [Fact]
    public void A_gateway_that_says_nothing() => Fails("gateway silent", _one.Silence, _one.Heal, Probed, ipv4: true, ipv6: true);

    [Fact]
    public void A_black_hole_of_ipv6_alone() => Fails("black hole of IPv6", () => _one.Swallow("meta nfproto ipv6"), _one.Heal, Probed, ipv4: false, ipv6: true);

    [Fact]
    [Trait("Category", "full")]
    public void A_black_hole_of_ipv4_alone() => Fails("black hole of IPv4", () => _one.Swallow("meta nfproto ipv4"), _one.Heal, Probed, ipv4: true, ipv6: false);

    public void Dispose() => _world.Settle();

    private void Fails(string failure, Action cut, Action mend, TimeSpan budget, bool ipv4, bool ipv6)
    {
        Assert.Equal(_one.Offer.Client4, New4());
        Assert.Equal(_one.Offer.Client6, New6());
        TimeSpan took4 = TimeSpan.Zero;
        TimeSpan took6 = TimeSpan.Zero;
        Pressure pressure = new();
        long start = Stopwatch.GetTimestamp();
        try
        {
            using Volley away4 = To4();
            using Volley away6 = To6();
            cut();
            _ = _world.Until(
                () =>
                {
                    Note(ref took4, ipv4 && away4.Sees(_two.Offer.Client4), start);
                    Note(ref took6, ipv6 && away6.Sees(_two.Offer.Client6), start);
                    return (!ipv4 || took4 > TimeSpan.Zero) && (!ipv6 || took6 > TimeSpan.Zero);
                },
                "new flows leave by the next WAN");

            // The family that works stays where it is.
            Assert.Equal(ipv4 ? _two.Offer.Client4 : _one.Offer.Client4, New4());
            Assert.Equal(ipv6 ? _two.Offer.Client6 : _one.Offer.Client6, New6());
        }
        finally
        {
            start = Stopwatch.GetTimestamp();
            mend();
        }

        using Volley home4 = To4();
        using Volley home6 = To6();
        TimeSpan allowance = pressure.Allowance;
        TimeSpan back4 = TimeSpan.Zero;
        TimeSpan back6 = TimeSpan.Zero;
        _ = _world.Until(
            () =>
            {
                Note(ref back4, home4.Sees(_one.Offer.Client4), start);
                Note(ref back6, home6.Sees(_one.Offer.Client6), start);
                return back4 > TimeSpan.Zero && back6 > TimeSpan.Zero;
            },
            "new flows leave by the first WAN again");
        Check(failure, "IPv4", ipv4, took4, budget, allowance, back4);
        Check(failure, "IPv6", ipv6, took6, budget, allowance, back6);
        Assert.Empty(_lab.Strays);
    }

    private void Check(string failure, string family, bool fails, TimeSpan took, TimeSpan budget, TimeSpan allowance, TimeSpan back)
    {
        if (fails)
        {
            _times.Add(failure, family, took, budget, back);
            Assert.InRange(took, TimeSpan.Zero, budget + allowance);
            Assert.True(back >= TieredLab.Hold, $"{family} came back after {back}, before it was earned");
        }
    }

    private static void Note(ref TimeSpan moment, bool condition, long start)
    {
        if (moment == TimeSpan.Zero && condition)
        {
            moment = Stopwatch.GetElapsedTime(start);
        }
    }

    private Volley To4() => new(_lab.Lan, Lab.Client4, Lab.Internet4);

    private Volley To6() => new(_lab.Lan, Lab.Client6, Lab.Internet6);

    private string? New4() => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4);

    private string? New6() => Flow.AskOnce(_lab.Lan, Lab.Client6, Lab.Internet6);
}
