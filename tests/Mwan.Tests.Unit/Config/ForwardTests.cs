using System.Net;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>What a tunnel's peer forwards. Each row: the list as written in the sample, and all that is found.</summary>
public sealed class ForwardTests
{
    public static TheoryData<string, string[]> Rows => new()
    {
        { "[{ protocol: tcp, ports: 443, to: 10.250.250.2 }]", [] },
        { "[{ protocol: tcp, ports: 443, to: 10.250.250.2 }, { protocol: udp, ports: 443, to: 10.250.250.3 }]", [] },
        { "[{ protocol: icmp, ports: 443, to: 10.250.250.2 }]", ["mwan.yaml:63:30: tunnels[0].peer.forwards[0].protocol: 'icmp' is not tcp or udp"] },
        { "[{ protocol: tcp, to: 10.250.250.2 }]", ["mwan.yaml:63:18: tunnels[0].peer.forwards[0].ports: this key is missing; write a list of ports"] },
        { "[{ protocol: tcp, ports: 443, to: 10.250.250.1 }]", ["mwan.yaml:63:51: tunnels[0].peer.forwards[0].to: 10.250.250.1 is the box's own address; calls are for something behind it, for example the router"] },
        { "[{ protocol: tcp, ports: 443, to: 10.250.250.7 }]", ["mwan.yaml:63:51: tunnels[0].peer.forwards[0].to: 10.250.250.7 is the broadcast address of 10.250.250.0/29; no host may have it"] },
        { "[{ protocol: tcp, ports: 443, to: 192.0.2.1 }]", ["mwan.yaml:63:51: tunnels[0].peer.forwards[0].to: 192.0.2.1 is outside lan.ipv4 and lan.routedIpv4, so it is not behind the box"] },
        { "[{ protocol: tcp, ports: 443, to: \"3d06:bad:b01::5\" }]", ["mwan.yaml:63:51: tunnels[0].peer.forwards[0].to: 3d06:bad:b01::5 is reached with IPv6, which the tunnel does not carry; give the box an IPv6 address in tunnels[0].addresses"] },
        { "[{ protocol: udp, ports: 51000-52000, to: 10.250.250.2 }]", ["mwan.yaml:63:42: tunnels[0].peer.forwards[0].ports: the tunnel itself arrives there by UDP 51820 (tunnels[0].peer.endpoint); leave that port out"] },
        { "[{ protocol: tcp, ports: 51820, to: 10.250.250.2 }]", [] },
        { "[{ protocol: tcp, ports: [20-30], to: 10.250.250.2 }]", ["mwan.yaml:63:43: warning: tunnels[0].peer.forwards[0].ports[0]: TCP 22 is where most people reach the peer itself by SSH, which would end here instead"] },
        { "[{ protocol: tcp, ports: [443, 8000-8010, 8010], to: 10.250.250.2 }]", ["mwan.yaml:63:59: tunnels[0].peer.forwards[0].ports[2]: tcp 8010 overlaps with 8000-8010 of tunnels[0].peer.forwards[0].ports[1]; a port of the peer leads to one place"] },
        { "[{ protocol: tcp, ports: 443, to: 10.250.250.2 }, { protocol: tcp, ports: 400-500, to: 10.250.250.3 }]", ["mwan.yaml:63:91: tunnels[0].peer.forwards[1].ports: tcp 400-500 overlaps with 443 of tunnels[0].peer.forwards[0].ports; a port of the peer leads to one place"] },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_is_forwarded_is_behind_the_box_and_by_a_port_that_is_free(string forwards, string[] findings) =>
        Assert.Equal(findings, Sample.Findings(("gateways: [10.11.0.1]", $"gateways: [10.11.0.1]\n      forwards: {forwards}")));

    [Fact]
    public void Each_family_has_its_ports() =>
        Assert.Empty(Sample.Findings(
            ("addresses: [10.11.0.102/24]", "addresses: [10.11.0.102/24, \"fd11::2/64\"]"),
            ("gateways: [10.11.0.1]", "gateways: [10.11.0.1]\n      forwards: [{ protocol: tcp, ports: 443, to: 10.250.250.2 }, { protocol: tcp, ports: 443, to: \"3d06:bad:b01::5\" }]")));

    [Fact]
    public void Two_tunnels_to_one_machine_share_its_ports()
    {
        const string Second = """
            tunnels:
              - { name: other, interface: wgother0, over: monkeybrains, tier: 2, addresses: 10.12.0.2/24, peer: { endpoint: "203.0.113.10:51821", publicKey: jVjYKFbSrnoMBWLK73XE3AFbuJpvtzjconcNOKnygCc=, forwards: [{ protocol: tcp, ports: 443, to: 10.250.250.2 }, { protocol: udp, ports: 51820, to: 10.250.250.2 }] } }
            """;
        string[] findings = Sample.Findings(
            ("gateways: [10.11.0.1]", "gateways: [10.11.0.1]\n      forwards: [{ protocol: tcp, ports: 443, to: 10.250.250.3 }]"), ("tunnels:", Second));
        Assert.Collection(
            findings,
            finding => Assert.Contains("tunnels[0].peer.forwards[1].ports: the tunnel itself arrives there by UDP 51820 (tunnels[1].peer.endpoint)", finding, StringComparison.Ordinal),
            finding => Assert.Contains("tunnels[1].peer.forwards[0].ports: tcp 443 overlaps with 443 of tunnels[0].peer.forwards[0].ports", finding, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_forwarded_unless_somebody_says_so() => Assert.Empty(Sample.Site().Tunnels[0].Peer.Forwards);

    [Fact]
    public void A_forward_is_read_as_it_is_written()
    {
        Forward forward = Assert.Single(Sample.Site(("gateways: [10.11.0.1]", "gateways: [10.11.0.1]\n      forwards: [{ protocol: udp, ports: [5060, 10000-20000], to: 10.250.250.2 }]")).Tunnels[0].Peer.Forwards);
        Assert.Equal(("udp", IPAddress.Parse("10.250.250.2")), (forward.Protocol, forward.To));
        Assert.Equal([new PortRange(5060, 5060), new PortRange(10000, 20000)], forward.Ports);
    }
}
