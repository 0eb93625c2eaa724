using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>
/// Calls from outside. That the answer left by the WAN of the call is seen twice: the caller takes it only from the address that it
/// called, and no ISP gets a packet whose source is another's.
/// </summary>
[Collection(LevelCollection.Name)]
public sealed class InboundTests : IDisposable
{
    // With three members, chance would send all answers the right way once in 10^9.
    private const int Calls = 20;

    private readonly Driven _world;
    private readonly Lab _lab;

    public InboundTests(LevelLab shared)
    {
        _world = shared.World;
        _lab = _world.Lab;
        _ = _world.Settle();
        _lab.ForgetStrays();
    }

    public static TheoryData<string, string> Targets
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (Offer offer in Offer.All)
            {
                rows.Add(offer.Name, offer.Client4);
                rows.Add(offer.Name, offer.Client6);
                rows.Add(offer.Name, offer.Edge6);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_call_reaches_what_is_behind_and_its_answer_leaves_by_the_same_wan(string wan, string target)
    {
        string caller = Caller(target);
        using (Flows flows = new(_lab.Internet, caller, target, Calls))
        {
            Assert.All(flows.Ask(), seen => Assert.Equal(caller, seen));
        }

        for (int i = 0; i < Calls; i++)
        {
            Assert.Equal(caller, TcpCall.AskOnce(_lab.Internet, caller, target));
        }

        _ = _world.Until(() => Ping.AskOnce(_lab.Internet, caller, target), $"{target} at {wan} answers a ping");
        Assert.True(Enumerable.Range(0, Calls).Count(_ => Ping.AskOnce(_lab.Internet, caller, target)) >= Calls - 1, "the other pings are answered");
        Assert.Empty(_lab.Strays);
    }

    [Fact]
    public void A_ping_to_the_box_itself_is_answered_by_the_wan_that_it_came_in_by()
    {
        foreach (string address in Offer.All.SelectMany(offer => (string[])[offer.Address, offer.Address6]))
        {
            // The baseline limits pings; asked until one more is let through.
            _ = _world.Until(() => Ping.AskOnce(_lab.Internet, Caller(address), address, 300), $"{address} answers a ping");
        }

        Assert.Empty(_lab.Strays);
    }

    [Theory]
    [InlineData(Lab.Unmapped4)]
    [InlineData(Lab.Client4)]
    public void A_lan_client_that_calls_a_public_address_of_ours_reaches_what_is_behind_it(string from)
    {
        foreach (string address in Offer.All.Select(offer => offer.Client4))
        {
            Assert.Equal("10.250.250.1", TcpCall.AskOnce(_lab.Lan, from, address));
            Assert.Equal("10.250.250.1", Flow.AskOnce(_lab.Lan, from, address));
            Assert.True(Ping.AskOnce(_lab.Lan, from, address), address);
        }

        Assert.Empty(_lab.Strays);
    }

    public void Dispose() => _world.Settle();

    private static string Caller(string target) => target.Contains(':', StringComparison.Ordinal) ? Lab.Internet6 : Lab.Internet4;
}
