using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>Tunnels, their underlay and peer. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class TunnelTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "over: monkeybrains",
            "over: monkeybrain",
            ["mwan.yaml:56:11: tunnels[0].over: there is no WAN 'monkeybrain'; did you mean 'monkeybrains'?"]
        },
        {
            "over: monkeybrains",
            "over: starlink",
            ["mwan.yaml:56:11: tunnels[0].over: there is no WAN 'starlink'; there is att, webpass, monkeybrains"]
        },
        {
            "over: monkeybrains",
            "over: vps",
            ["mwan.yaml:56:11: tunnels[0].over: 'vps' is a tunnel; a tunnel goes over a WAN: att, webpass, monkeybrains"]
        },
        {
            "    tier: 2\n",
            "    tier: 3\n",
            ["mwan.yaml:57:11: tunnels[0].tier: its underlay wans[2] is in the same tier (3), so the tunnel would never be chosen before it; give the tunnel a lower number than the underlay"]
        },
        {
            "    tier: 2\n",
            "    tier: 4\n",
            ["mwan.yaml:57:11: tunnels[0].tier: its underlay wans[2] is in a better tier (3), so the tunnel would never be chosen before it; give the tunnel a lower number than the underlay"]
        },
        {
            "    tier: 2\n",
            "    tier: 1\n",
            ["mwan.yaml:57:11: warning: tunnels[0].tier: no WAN is in a better tier, so the tunnel protects none and carries everything while it is healthy"]
        },
        {
            "    tier: 2\n",
            "    tier: 2\n    protects: [att, webpas]\n",
            ["mwan.yaml:58:21: tunnels[0].protects[1]: there is no WAN 'webpas'; did you mean 'webpass'?"]
        },
        {
            "    tier: 2\n",
            "    tier: 2\n    protects: monkeybrains\n",
            ["mwan.yaml:58:15: tunnels[0].protects: 'monkeybrains' carries the tunnel, so its failure takes the tunnel with it; delete it here"]
        },
        {
            "    tier: 2\n",
            "    tier: 2\n    mtu: 1450\n",
            ["mwan.yaml:58:10: warning: tunnels[0].mtu: 1450 and WireGuard's 60 bytes exceed the MTU 1500 of wans[2], so packets would be fragmented; write 1440 or less"]
        },
        {
            "endpoint: 203.0.113.10:51820",
            "endpoint: 203.0.113.10",
            ["mwan.yaml:60:17: tunnels[0].peer.endpoint: '203.0.113.10' lacks a port; write 203.0.113.10:443 or the like"]
        },
        {
            "endpoint: 203.0.113.10:51820",
            "endpoint: 10.11.0.1:51820",
            ["mwan.yaml:60:17: tunnels[0].peer.endpoint: 10.11.0.1 is inside 10.11.0.0/24 of tunnels[0].addresses[0]; the tunnel's own packets leave by the underlay, never there"]
        },
        {
            "endpoint: 203.0.113.10:51820",
            "endpoint: 127.0.0.1:51820",
            ["mwan.yaml:60:17: tunnels[0].peer.endpoint: 127.0.0.1 is a loopback address; write an address that the underlay can reach"]
        },
        {
            "gateways: [10.11.0.1]",
            "gateways: [10.12.0.1]",
            ["mwan.yaml:62:18: tunnels[0].peer.gateways[0]: 10.12.0.1 is outside the tunnel's addresses 10.11.0.102/24; a gateway is reached directly"]
        },
        {
            "gateways: [10.11.0.1]",
            "gateways: [10.11.0.102]",
            ["mwan.yaml:62:18: tunnels[0].peer.gateways[0]: 10.11.0.102 is the box's own address in the tunnel; write the peer's"]
        },
        {
            "gateways: [10.11.0.1]",
            "gateways: [10.11.0.1, 10.11.0.2]",
            ["mwan.yaml:62:29: tunnels[0].peer.gateways[1]: a tunnel has at most one gateway per address family; keep one"]
        },
        {
            "gateways: [10.11.0.1]",
            "gateways: [\"fd00::1\"]",
            ["mwan.yaml:62:18: tunnels[0].peer.gateways[0]: fd00::1 is outside the tunnel's addresses 10.11.0.102/24; a gateway is reached directly"]
        },
        {
            "addresses: [10.11.0.102/24]",
            "addresses: [10.11.0.255/24]",
            ["mwan.yaml:58:17: tunnels[0].addresses[0]: 10.11.0.255 is the broadcast address of 10.11.0.0/24; no host may have it"]
        },
        {
            "addresses: [10.11.0.102/24]",
            "addresses: []",
            ["mwan.yaml:58:16: tunnels[0].addresses: the list of addresses needs at least 1"]
        },
        {
            "    tier: 2\n",
            "    tier: 2\n    idleInterval: 2s\n",
            ["mwan.yaml:58:19: tunnels[0].idleInterval: 2s is shorter than the interval 5s at which the tunnel is probed while it is needed; write 5s or more"]
        },
        {
            "gateways: [10.11.0.1]",
            "gateways: [10.11.0.1]\n      handshakeAge: 120s",
            ["mwan.yaml:63:21: tunnels[0].peer.handshakeAge: 120s is not a duration from 150s to 1d"]
        },
        {
            "    tier: 3\n    metered",
            "    tier: 3\n    ipv4: off\n    metered",
            ["mwan.yaml:61:17: tunnels[0].peer.endpoint: the underlay wans[2] has no IPv4, so 203.0.113.10 cannot be reached over it"]
        },
    };

    [Fact]
    public void A_cold_tunnel_that_is_needed_for_ever_is_warned_of()
    {
        (string, string)[] cold = [("    tier: 2\n", "    tier: 2\n    warm: false\n    protects: webpass\n"), ("10.11.0.102/24", "10.11.0.102/24, \"fd66::2/64\"")];
        Assert.Empty(Sample.Findings(cold));
        Assert.Equal(
            ["warning: tunnels[0].warm: the tunnel has IPv6 and wans[1] has none, so it is always needed for that and never rests; delete its IPv6 address, or 'warm: false'"],
            Sample.Findings([.. cold, ("    dhcp: { iaid: 2 }\n    delegation: 60\n", "    dhcp: { iaid: 2 }\n    ipv6: off\n")]).Select(static text => text[text.IndexOf("warning", StringComparison.Ordinal)..]),
            StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("203.0.113.10:51820", "tunnels[1].peer.endpoint: 203.0.113.10:51820 is already taken by tunnels[0].peer.endpoint; choose another")]
    [InlineData("203.0.113.10:51821", null)]
    [InlineData("203.0.113.11:51820", null)]
    public void Two_tunnels_to_one_machine_have_a_port_each(string other, string? finding)
    {
        string[] findings = Sample.Findings(("tunnels:", $$"""
            tunnels:
              - { name: other, interface: wgother0, over: monkeybrains, tier: 2, addresses: 10.12.0.2/24, peer: { endpoint: "{{other}}", publicKey: jVjYKFbSrnoMBWLK73XE3AFbuJpvtzjconcNOKnygCc= } }
            """));
        Assert.Equal(finding is null ? 0 : 1, findings.Length);
        Assert.All(findings, found => Assert.EndsWith(finding!, found, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_tunnel_has_an_underlay_of_a_worse_tier_and_a_peer_it_can_reach(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
