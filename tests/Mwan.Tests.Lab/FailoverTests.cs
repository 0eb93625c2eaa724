using System.Net.Sockets;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>A WAN fails and comes back: the most telling faults, each at one WAN. <see cref="EveryFailoverTests"/> has all at all.</summary>
[Collection(SharedLabTests.Name)]
public sealed class FailoverTests(SharedLab shared) : FailoverScenario(shared)
{
    [Fact]
    public Task A_pulled_cable() => FailsOverAndReturnsAsync(Preferred[0], LinkFaults.CarrierOff(Preferred[0]), Both, "no carrier");

    [Fact]
    public Task A_black_hole() => FailsOverAndReturnsAsync(Preferred[1], LinkFaults.BlackHole(Preferred[1]), Both, "IPv4 is unhealthy; it fails at: ");

    [Fact]
    [Trait("Category", "full")]
    public Task A_silent_gateway() => FailsOverAndReturnsAsync(
        Preferred[0], LinkFaults.GatewaySilent(Preferred[0]), Both, $"{Preferred[0].Wan.Name}: IPv4 is unhealthy; it fails at: gateway ({Preferred[0].Gateway} does not answer ARP)");

    [Fact]
    [Trait("Category", "full")]
    public Task An_internet_that_is_gone_behind_a_live_gateway() => FailsOverAndReturnsAsync(
        Preferred[1], LinkFaults.InternetGone(Preferred[1]), Both, $"{Preferred[1].Wan.Name}: IPv4 is unhealthy; it fails at: Internet");

    [Fact]
    [Trait("Category", "full")]
    public Task One_family_alone() => FailsOverAndReturnsAsync(
        Preferred[0], LinkFaults.FamilyGone(Preferred[0], AddressFamily.InterNetworkV6), [AddressFamily.InterNetworkV6], $"{Preferred[0].Wan.Name}: IPv6 is unhealthy; it fails at: Internet");
}
