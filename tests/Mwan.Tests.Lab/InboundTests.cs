using System.Net;
using Mwan.Build.Lab;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>Calls from the Internet: they arrive at the right host, and the answer comes back from the address that was called.</summary>
[Collection(SharedLabTests.Name)]
public sealed class InboundTests(SharedLab shared) : Scenario(shared)
{
    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    public async Task Every_mapping_of_every_wan_reaches_its_internal_address(string protocol)
    {
        foreach (Mapping mapping in Mappings())
        {
            LabAnswer answer = Assert.Single(await Lab.CallAsync("internet", protocol, mapping.External, 1, LabNetwork.Echo));
            Assert.Equal((null, LabNetwork.Echo, mapping.Internal), (answer.Failure, answer.Caller, answer.Called));
        }
    }

    [Fact]
    public async Task Every_mapping_answers_ping()
    {
        foreach (Mapping mapping in Mappings())
        {
            await Ping(mapping.External, LabNetwork.Echo);
        }
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    public async Task Hosts_behind_a_delegation_are_reached_by_either(string protocol)
    {
        foreach (LabIsp isp in Lab.Network.Isps)
        {
            foreach (LabClient client in Lab.Network.Clients)
            {
                LabAnswer answer = Assert.Single(await Lab.CallAsync("internet", protocol, Translated(isp, client.Ipv6!), 1, LabNetwork.Echo6));
                Assert.Equal((null, LabNetwork.Echo6, client.Ipv6), (answer.Failure, answer.Caller, answer.Called));
            }
        }
    }

    [Fact]
    public async Task The_edge_of_every_delegation_is_the_downstream_router()
    {
        foreach (LabIsp isp in Lab.Network.Isps)
        {
            byte[] edge = isp.Delegation!.Value.BaseAddress.GetAddressBytes();
            edge[15] = 1;
            LabAnswer answer = Assert.Single(await Lab.CallAsync("internet", "tcp", new IPAddress(edge), 1, LabNetwork.Echo6));
            Assert.Equal((null, Lab.Network.Site.Lan.Router.Ipv6), (answer.Failure, answer.Called));
            await Ping(new IPAddress(edge), LabNetwork.Echo6);
        }
    }

    /// <summary>That of DHCPv6, outside of the delegation. That no port of it answers is looked for after every scenario.</summary>
    [Fact]
    public async Task A_wans_own_address_is_the_box_which_answers_ping()
    {
        Assert.All(Lab.Network.Isps, static isp => Assert.False(isp.Wan.ForwardInterfaceAddresses));
        foreach (LabIsp isp in Lab.Network.Isps)
        {
            Assert.Contains($"from {isp.Lease6}", await Ping(isp.Lease6, LabNetwork.Echo6), StringComparison.Ordinal);
        }
    }

    private Task<string> Ping(IPAddress address, IPAddress source) => Lab.AtAsync("internet", $"ping -c 1 -W 5 -I {source} {address}");

    private IEnumerable<Mapping> Mappings() => Lab.Network.Site.Wans.SelectMany(static wan => wan.Mappings);

    /// <summary>The prefix of the delegation, the rest of the internal address (RFC 6296 without its checksum: the kernel corrects that of the packet).</summary>
    private IPAddress Translated(LabIsp isp, IPAddress inside)
    {
        byte[] address = inside.GetAddressBytes();
        byte[] delegated = isp.Delegation!.Value.BaseAddress.GetAddressBytes();
        int length = Lab.Network.Site.Lan.Prefix!.Value.PrefixLength;
        for (int bit = 0; bit < length; bit++)
        {
            int mask = 0x80 >> (bit % 8);
            address[bit / 8] = (byte)((address[bit / 8] & ~mask) | (delegated[bit / 8] & mask));
        }

        return new IPAddress(address);
    }
}
