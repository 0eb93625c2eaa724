using System.Net.Sockets;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>Every fault that takes a WAN out of service, at every preferred WAN.</summary>
[Collection(SharedLabTests.Name)]
[Trait("Category", "full")]
public sealed class EveryFailoverTests(SharedLab shared) : FailoverScenario(shared)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task A_pulled_cable(int wan) => FailsOverAndReturnsAsync(Preferred[wan], LinkFaults.CarrierOff(Preferred[wan]), Both, "no carrier");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task A_black_hole(int wan) => FailsOverAndReturnsAsync(Preferred[wan], LinkFaults.BlackHole(Preferred[wan]), Both, Fails(wan, "IPv6", ""));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task A_silent_gateway(int wan) => FailsOverAndReturnsAsync(Preferred[wan], LinkFaults.GatewaySilent(Preferred[wan]), Both, Fails(wan, "IPv6", "gateway (fe80::1 does not answer neighbour discovery)"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task An_internet_that_is_gone(int wan) => FailsOverAndReturnsAsync(Preferred[wan], LinkFaults.InternetGone(Preferred[wan]), Both, Fails(wan, "IPv6", "Internet"));

    [Theory]
    [InlineData(0, AddressFamily.InterNetwork)]
    [InlineData(0, AddressFamily.InterNetworkV6)]
    [InlineData(1, AddressFamily.InterNetwork)]
    [InlineData(1, AddressFamily.InterNetworkV6)]
    public Task One_family_alone(int wan, AddressFamily family) => FailsOverAndReturnsAsync(
        Preferred[wan], LinkFaults.FamilyGone(Preferred[wan], family), [family], Fails(wan, family == AddressFamily.InterNetwork ? "IPv4" : "IPv6", "Internet"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task Heavy_loss(int wan) => FailsOverAndReturnsAsync(Preferred[wan], LinkFaults.Loss(Preferred[wan], 75), Both, Fails(wan, "IPv4", ""));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task A_delay_beyond_what_an_answer_may_take(int wan) =>
        FailsOverAndReturnsAsync(Preferred[wan], LinkFaults.Delay(Preferred[wan], TimeSpan.FromSeconds(2)), Both, Fails(wan, "IPv4", ""));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task Dhcp_servers_that_are_silent_until_the_leases_end(int wan) =>
        FailsOverAndReturnsAsync(Preferred[wan], LinkFaults.DhcpSilent(Preferred[wan]), Both, Fails(wan, "IPv4", "lease or delegation"));

    [Fact]
    public Task A_port_that_is_closed_by_the_authenticator() => FailsOverAndReturnsAsync(Authenticated, LinkFaults.EapRejected(Authenticated), Both, "fails at: 802.1X");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task A_nic_that_is_taken_out_and_comes_back_with_another_address(int wan) =>
        FailsOverAndReturnsAsync(Preferred[wan], LinkFaults.NicReplaced(Preferred[wan]), Both, $"({Preferred[wan].Wan.Port.Name}) is not there");

    [Fact]
    public Task A_session_that_is_dead_behind_an_open_port() => FailsOverAndReturnsAsync(Authenticated, LinkFaults.SessionDead(Authenticated), Both, "IPv4 is unhealthy; it fails at: ");

    private LabIsp Authenticated => Preferred.First(static isp => isp.Wan.Authentication is not null);

    private string Fails(int wan, string family, string layer) => $"{Preferred[wan].Wan.Name}: {family} is unhealthy; it fails at: {layer}";
}
