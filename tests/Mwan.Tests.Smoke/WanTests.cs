using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Mwan.Config;
using Mwan.Tests.Smoke.Routers;
using Mwan.Tests.Smoke.Wire;
using Xunit;

namespace Mwan.Tests.Smoke;

/// <summary>The router as its ISPs see it.</summary>
[Collection(SharedRouterCollection.Name)]
public sealed class WanTests(SharedRouter shared)
{
    private const int LastUdpPort = 1024;

    /// <summary>mDNS, LLMNR, WireGuard, traceroute.</summary>
    private static readonly int[] FurtherUdpPorts = [5353, 5355, 51820, 51821, 33434];

    private Router Router => shared.Router;

    public static TheoryData<string> Wans() => [.. Bench.Site.Wans.Select(wan => wan.Name)];

    [Theory]
    [MemberData(nameof(Wans))]
    public async Task Nothing_answers_on_a_wan(string name)
    {
        Neighbour isp = Router.Wans[name];
        foreach (IPAddress address in await ReachableAsync(name))
        {
            Assert.Empty(await PortScan.TcpAsync(isp, address));
            Assert.Empty(await PortScan.UdpAsync(isp, address, LastUdpPort, FurtherUdpPorts));
        }
    }

    [Fact]
    public async Task Nothing_but_an_echo_answers_on_the_lan()
    {
        IPAddress address = Bench.Site.Lan.Ipv4.Address;

        Assert.Empty(await PortScan.TcpAsync(Router.Lan, address));
        Assert.Empty(await PortScan.UdpAsync(Router.Lan, address, LastUdpPort, FurtherUdpPorts));
    }

    /// <summary>The scan that finds nothing above does find what is there.</summary>
    [Fact]
    public async Task An_open_port_is_found()
    {
        const int Port = 60999;
        const int UdpPort = 700;
        Wan wan = Bench.Site.Wans[^1];
        Neighbour isp = Router.Wans[wan.Name];
        IReadOnlyList<IPAddress> addresses = await ReachableAsync(wan.Name);
        await Router.ScriptAsync(
            $"""
            systemd-run --quiet --unit=opened systemd-socket-activate --listen={Port} cat
            nft insert rule inet baseline input iifname {wan.DataInterface} tcp dport {Port} accept
            nft insert rule inet baseline input iifname {wan.DataInterface} udp dport {UdpPort} accept
            """);
        try
        {
            await Router.WaitForAsync(
                text => text.Contains(Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), TimeSpan.FromSeconds(120), "ss", "-ltn");
            foreach (IPAddress address in addresses)
            {
                Assert.Equal([$"tcp {Port} open"], (await PortScan.TcpAsync(isp, address)).Distinct(StringComparer.Ordinal), StringComparer.Ordinal);
                Assert.Equal(["unreachable"], (await PortScan.UdpAsync(isp, address, LastUdpPort)).Distinct(StringComparer.Ordinal), StringComparer.Ordinal);
            }
        }
        finally
        {
            await Router.ScriptAsync("systemctl stop opened.service; systemctl reload nftables-baseline.service");
        }
    }

    /// <summary>
    /// The addresses of the router on a WAN, once the ISP has leased one. The router is given a route to the ISP's host: an answer that
    /// does not come was not sent, rather than lost for want of a way.
    /// </summary>
    private async Task<IReadOnlyList<IPAddress>> ReachableAsync(string name)
    {
        Wan wan = Bench.Site.Wans.Single(candidate => candidate.Name == name);
        Neighbour isp = Router.Wans[name];
        await Router.WaitForAsync(
            text => text.Contains(isp.Leased!.ToString(), StringComparison.Ordinal) && text.Contains("fe80::", StringComparison.Ordinal),
            TimeSpan.FromSeconds(180),
            "ip", "-oneline", "address", "show", "dev", wan.DataInterface);
        await Router.AskAsync("ip", "route", "replace", $"{isp.Ipv4}/32", "dev", wan.DataInterface, "src", isp.Leased!.ToString());
        JsonNode link = JsonNode.Parse(await Router.AskAsync("ip", "-json", "-6", "address", "show", "dev", wan.DataInterface, "scope", "link"))![0]!;
        return [isp.Leased, IPAddress.Parse(link["addr_info"]![0]!["local"]!.ToString())];
    }
}
