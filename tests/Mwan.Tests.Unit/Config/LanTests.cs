using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>The LAN link, the router, the prefixes and the delegations. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class LanTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "router: { ipv4: 10.250.250.2,",
            "router: { ipv4: 10.250.251.2,",
            ["mwan.yaml:21:19: lan.router.ipv4: 10.250.251.2 is outside lan.ipv4 10.250.250.0/29"]
        },
        {
            "router: { ipv4: 10.250.250.2,",
            "router: { ipv4: 10.250.250.1,",
            ["mwan.yaml:21:19: lan.router.ipv4: 10.250.250.1 is the box's own address; write the router's"]
        },
        {
            "router: { ipv4: 10.250.250.2,",
            "router: { ipv4: 10.250.250.7,",
            ["mwan.yaml:21:19: lan.router.ipv4: 10.250.250.7 is the broadcast address of 10.250.250.0/29; no host may have it"]
        },
        {
            "ipv4: 10.250.250.1/29",
            "ipv4: 10.250.250.0/29",
            ["mwan.yaml:17:9: lan.ipv4: 10.250.250.0 is the address of the network 10.250.250.0/29 itself; no host may have it"]
        },
        {
            "ipv4: 10.250.250.1/29",
            "ipv4: 10.250.250.1/32",
            [
                "mwan.yaml:17:9: lan.ipv4: a /32 has no room for the router; the link's network holds at least two addresses",
                "mwan.yaml:21:19: lan.router.ipv4: 10.250.250.2 is outside lan.ipv4 10.250.250.1/32",
                "mwan.yaml:33:21: wans[0].mappings[0].internal: 10.250.250.2 is outside lan.ipv4 10.250.250.1/32",
                "mwan.yaml:41:21: wans[1].mappings[0].internal: 10.250.250.2 is outside lan.ipv4 10.250.250.1/32",
            ]
        },
        {
            "ipv6: \"3d06:bad:b01:fe::2\"",
            "ipv6: \"3d06:bad:b01:ff::2\"",
            ["mwan.yaml:21:39: lan.router.ipv6: 3d06:bad:b01:ff::2 is outside lan.ipv6 3d06:bad:b01:fe::/64"]
        },
        {
            "  ipv6: 3d06:bad:b01:fe::1/64\n",
            "",
            ["mwan.yaml:20:39: lan.router.ipv6: 3d06:bad:b01:fe::2 is on no network of the link: lan.ipv6 is missing; write it, or delete this"]
        },
        {
            "linkLocal: fe80::be24:11ff:fe72:c1",
            "linkLocal: 2001:db8::1",
            ["mwan.yaml:19:14: lan.linkLocal: 2001:db8::1 is not a link-local address of a host, in fe80::/64 (RFC 4291 section 2.5.6)"]
        },
        {
            "linkLocal: fe80::be24:11ff:fe72:c1",
            "linkLocal: fe80:1::1",
            ["mwan.yaml:19:14: lan.linkLocal: fe80:1::1 is not a link-local address of a host, in fe80::/64 (RFC 4291 section 2.5.6)"]
        },
        {
            "linkLocal: learned",
            "linkLocal: fe80::be24:11ff:fe72:c1",
            ["mwan.yaml:21:72: lan.router.linkLocal: fe80::be24:11ff:fe72:c1 is also the box's own (lan.linkLocal); each needs its own"]
        },
        {
            "prefix: 3d06:bad:b01::/60",
            "prefix: 3d06:bad:b01::/56",
            [
                "mwan.yaml:18:9: lan.ipv6: 3d06:bad:b01:fe::/64 overlaps lan.prefix 3d06:bad:b01::/56, which is translated and routed via the router and must not be on a link; take a network outside it",
                "mwan.yaml:31:17: warning: wans[0].delegation: a /60 covers only a part of lan.prefix 3d06:bad:b01::/56: 3d06:bad:b01:10::/64 to 3d06:bad:b01:ff::/64 (240 of 256 subnets) have no IPv6 by this WAN",
                "mwan.yaml:39:17: warning: wans[1].delegation: a /60 covers only a part of lan.prefix 3d06:bad:b01::/56: 3d06:bad:b01:10::/64 to 3d06:bad:b01:ff::/64 (240 of 256 subnets) have no IPv6 by this WAN",
                "mwan.yaml:48:17: warning: wans[2].delegation: a /60 covers only a part of lan.prefix 3d06:bad:b01::/56: 3d06:bad:b01:10::/64 to 3d06:bad:b01:ff::/64 (240 of 256 subnets) have no IPv6 by this WAN",
            ]
        },
        {
            "ipv6: 3d06:bad:b01:fe::1/64",
            "ipv6: 3d06:bad:b01:5::1/64",
            [
                "mwan.yaml:18:9: lan.ipv6: 3d06:bad:b01:5::/64 overlaps lan.prefix 3d06:bad:b01::/60, which is translated and routed via the router and must not be on a link; take a network outside it",
                "mwan.yaml:21:39: lan.router.ipv6: 3d06:bad:b01:fe::2 is outside lan.ipv6 3d06:bad:b01:5::/64",
            ]
        },
        {
            "ipv6: 3d06:bad:b01:fe::1/64\n  linkLocal: fe80::be24:11ff:fe72:c1\n  prefix: 3d06:bad:b01::/60\n  router: { ipv4: 10.250.250.2, ipv6: \"3d06:bad:b01:fe::2\"",
            "ipv6: 3d06:bad:b01::2/64\n  linkLocal: fe80::be24:11ff:fe72:c1\n  prefix: 3d06:bad:b01::/60\n  router: { ipv4: 10.250.250.2, ipv6: \"3d06:bad:b01::1\"",
            [
                "mwan.yaml:18:9: lan.ipv6: 3d06:bad:b01::/64 overlaps lan.prefix 3d06:bad:b01::/60, which is translated and routed via the router and must not be on a link; take a network outside it",
                "mwan.yaml:21:39: lan.router.ipv6: 3d06:bad:b01::1 is the internal side of each delegation's ::1, which leads to the router; choose another address",
            ]
        },
        {
            "prefix: 3d06:bad:b01::/60",
            "prefix: 3d06::/32",
            ["mwan.yaml:20:11: lan.prefix: a /32 cannot be translated; write a prefix of 48 to 64 bits"]
        },
        {
            "prefix: 3d06:bad:b01::/60",
            "prefix: fe80::/60",
            ["mwan.yaml:20:11: lan.prefix: fe80::/60 begins with a link-local address; hosts need a prefix of global form or one inside fd00::/8"]
        },
        {
            "  ipv4: dhcp",
            "  ipv4: { address: 10.250.250.6/24, gateway: 10.250.250.254 }",
            ["mwan.yaml:17:9: lan.ipv4: 10.250.250.0/29 overlaps 10.250.250.0/24 of management.ipv4; links must not share addresses"]
        },
        {
            "addresses: [10.11.0.102/24]",
            "addresses: [10.250.250.3/29]",
            [
                "mwan.yaml:58:17: tunnels[0].addresses[0]: 10.250.250.0/29 overlaps 10.250.250.0/29 of lan.ipv4; links must not share addresses",
                "mwan.yaml:62:18: tunnels[0].peer.gateways[0]: 10.11.0.1 is outside the tunnel's addresses 10.250.250.3/29; a gateway is reached directly",
            ]
        },
        {
            "prefix: 3d06:bad:b01::/60",
            "prefix: 3d06:bad:b01::/60\n  routedIpv4: 10.11.0.0/16",
            ["mwan.yaml:59:17: tunnels[0].addresses[0]: 10.11.0.0/24 overlaps 10.11.0.0/16 of lan.routedIpv4; links must not share addresses"]
        },
        {
            "    delegation: 60\n    tier",
            "    delegation: 62\n    tier",
            ["mwan.yaml:48:17: warning: wans[2].delegation: a /62 covers only a part of lan.prefix 3d06:bad:b01::/60: 3d06:bad:b01:4::/64 to 3d06:bad:b01:f::/64 (12 of 16 subnets) have no IPv6 by this WAN"]
        },
        {
            "    delegation: 60\n    tier",
            "    delegation: 64\n    tier",
            ["mwan.yaml:48:17: warning: wans[2].delegation: a /64 covers only a part of lan.prefix 3d06:bad:b01::/60: 3d06:bad:b01:1::/64 to 3d06:bad:b01:f::/64 (15 of 16 subnets) have no IPv6 by this WAN"]
        },
        {
            "    delegation: 60\n    tier",
            "    delegation: 56\n    ipv6: off\n    tier",
            ["mwan.yaml:48:17: wans[2].delegation: a delegation comes by DHCPv6, which only 'ipv6: auto' starts; write that at wans[2].ipv6, or delete this"]
        },
        {
            "  prefix: 3d06:bad:b01::/60\n",
            "",
            [
                "mwan.yaml:30:17: warning: wans[0].delegation: without lan.prefix there is nothing to translate, so the delegation is of no use",
                "mwan.yaml:38:17: warning: wans[1].delegation: without lan.prefix there is nothing to translate, so the delegation is of no use",
                "mwan.yaml:47:17: warning: wans[2].delegation: without lan.prefix there is nothing to translate, so the delegation is of no use",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_LAN_the_router_and_the_prefixes_fit_together(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
