using System.Globalization;
using System.Net;
using Mwan.Build.Lab;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>What packets of unusual size and errors on the way need to pass both translations (RFC 5508, RFC 6296).</summary>
[Collection(SharedLabTests.Name)]
public sealed class PathTests(SharedLab shared) : Scenario(shared)
{
    private const int Calls = 12;

    // Two Ethernet packets and a bit.
    private const int InFragments = 4000;
    private const int Narrow = 1400;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Datagrams_in_fragments_pass_outward(int client)
    {
        foreach (IPAddress target in Targets)
        {
            Assert.All(await Lab.CallAsync(Lab.Network.Clients[client].Namespace, "udp", target, Calls, size: InFragments), static answer => Assert.Null(answer.Failure));
        }
    }

    [Fact]
    public async Task Datagrams_in_fragments_pass_inward()
    {
        foreach (Mapping mapping in Lab.Network.Site.Wans.SelectMany(static wan => wan.Mappings))
        {
            LabAnswer answer = Assert.Single(await Lab.CallAsync("internet", "udp", mapping.External, 1, LabNetwork.Echo, InFragments));
            Assert.Equal((null, mapping.Internal), (answer.Failure, answer.Called));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_sender_learns_of_a_narrow_line_beyond_the_gateway(int wan)
    {
        LabClient client = Lab.Network.Clients[1];
        await using ActiveFault narrow = await Lab.At(Lab.Network.Preferred.ElementAt(wan)).NarrowAsync(Narrow);
        foreach (IPAddress target in Targets)
        {
            _ = await Lab.AtAsync(client.Namespace, $"ip route flush cache; ip -6 route flush cache");

            // Half of the connections take the other WAN, on which nothing is narrow; no chance leaves all of them there.
            Assert.All(await Lab.CallAsync(client.Namespace, "tcp", target, 3 * Calls, size: InFragments * 2), static answer => Assert.Null(answer.Failure));
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"mtu {Narrow}"), await Lab.AtAsync(client.Namespace, $"ip route get {target}"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_error_from_the_way_comes_back_to_who_sent_the_packet()
    {
        // The downstream router is the first hop, the router the second, the ISP the third.
        foreach (LabClient client in Lab.Network.Clients)
        {
            Assert.Contains("Time to live exceeded", await Lab.AtAsync(client.Namespace, $"ping -c 1 -W 5 -t 3 {LabNetwork.Echo} || :"), StringComparison.Ordinal);
            Assert.Contains("Hop limit", await Lab.AtAsync(client.Namespace, $"ping -c 1 -W 5 -t 3 {LabNetwork.Echo6} || :"), StringComparison.Ordinal);
        }
    }

    private static IPAddress[] Targets => [LabNetwork.Echo, LabNetwork.Echo6];
}
