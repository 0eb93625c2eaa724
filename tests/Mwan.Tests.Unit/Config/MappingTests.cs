using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>1:1 mappings. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class MappingTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "{ internal: 10.250.250.2-6, external: 136",
            "{ internal: 10.250.251.2-6, external: 136",
            ["mwan.yaml:41:21: wans[1].mappings[0].internal: 10.250.251.2 is outside lan.ipv4 10.250.250.0/29"]
        },
        {
            "{ internal: 10.250.250.2-6, external: 136",
            "{ internal: 10.250.250.2-5, external: 136",
            ["mwan.yaml:41:47: wans[1].mappings[0].external: 5 public addresses for 4 internal; write ranges of the same length"]
        },
        {
            "{ internal: 10.250.250.2-6, external: 136",
            "{ internal: 10.250.250.1-5, external: 136",
            ["mwan.yaml:41:21: wans[1].mappings[0].internal: 10.250.250.1 is the box's own address; map addresses of the router"]
        },
        {
            "{ internal: 10.250.250.2-6, external: 136",
            "{ internal: 10.250.250.3-7, external: 136",
            ["mwan.yaml:41:21: wans[1].mappings[0].internal: 10.250.250.7 is the broadcast address of 10.250.250.0/29; no host may have it"]
        },
        {
            "{ internal: 10.250.250.2-6, external: 136",
            "{ internal: 10.250.250.6-2, external: 136",
            ["mwan.yaml:41:21: wans[1].mappings[0].internal: the range 10.250.250.6-2 ends before it begins"]
        },
        {
            "{ internal: 10.250.250.2-6, external: 136",
            "{ internal: 10.0.0.0-10.250.250.2, external: 136",
            ["mwan.yaml:41:21: wans[1].mappings[0].internal: the range 10.0.0.0-10.250.250.2 has 16448003 addresses; at most 256 go into one"]
        },
        {
            "{ internal: 10.250.250.2-6, external: 136",
            "{ internal: 10.250.250.2-x, external: 136",
            ["mwan.yaml:41:21: wans[1].mappings[0].internal: 'x' does not end a range; write its last number or its last address, like 10.250.250.2-6"]
        },
        {
            "136.25.91.242-246 }",
            "136.25.91.242-246 }\n      - { internal: 10.250.250.2, external: 136.25.91.247 }",
            ["mwan.yaml:42:21: wans[1].mappings[1].internal: 10.250.250.2 is already taken by wans[1].mappings[0].internal; choose another"]
        },
        {
            "external: 136.25.91.242-246",
            "external: 104.57.226.197-201",
            ["mwan.yaml:41:47: wans[1].mappings[0].external: 104.57.226.197 is already taken by wans[0].mappings[0].external; choose another"]
        },
        {
            "external: 136.25.91.242-246",
            "external: 224.0.0.1-5",
            ["mwan.yaml:41:47: wans[1].mappings[0].external: 224.0.0.1 is a multicast address; write a public address that the ISP gave you"]
        },
        {
            "external: 136.25.91.242-246",
            "external: 192.168.7.1-5",
            ["mwan.yaml:41:47: warning: wans[1].mappings[0].external: 192.168.7.1 is a private address (RFC 1918, RFC 6598), which nobody on the Internet reaches"]
        },
        {
            "external: 136.25.91.242-246",
            "external: 10.11.0.1-5",
            ["mwan.yaml:41:47: wans[1].mappings[0].external: 10.11.0.1 is inside 10.11.0.0/24 of tunnels[0].addresses[0]; a public address of this WAN cannot be there"]
        },
        {
            "    dhcp: { iaid: 2 }",
            "    ipv4: { address: 136.25.91.242/29, gateway: 136.25.91.241 }",
            ["mwan.yaml:41:47: wans[1].mappings[0].external: 136.25.91.242 is the WAN's own address, at which the box itself answers; without a mapping the LAN is masqueraded to it"]
        },
        {
            "    dhcp: { iaid: 2 }\n    delegation: 60\n    mappings:\n      - { internal: 10.250.250.2-6, external: 136.25.91.242-246 }\n    mappingsOnLink: true",
            "    ipv4: { address: 136.25.91.242/28, gateway: 136.25.91.241 }\n    mappings:\n      - { internal: 10.250.250.2-4, external: 136.25.91.243-245 }",
            ["mwan.yaml:40:7: warning: wans[1].mappings: 136.25.91.243 is inside the WAN's network 136.25.91.240/28, so the ISP will ask ARP for it; write 'mappingsOnLink: true'"]
        },
        {
            "    dhcp: { iaid: 2 }",
            "    ipv4: { address: 198.51.100.2/24, gateway: 198.51.100.1 }",
            ["mwan.yaml:42:21: warning: wans[1].mappingsOnLink: 136.25.91.242 is outside the WAN's network 198.51.100.0/24, so the ISP will not ask ARP for it"]
        },
        {
            "    dhcp: { iaid: 2 }",
            "    ipv4: off",
            ["mwan.yaml:41:7: wans[1].mappings: mappings are of IPv4, which wans[1].ipv4 turns off"]
        },
        {
            "    tier: 3\n",
            "    tier: 3\n    mappingsOnLink: true\n",
            ["mwan.yaml:50:21: warning: wans[2].mappingsOnLink: this WAN has no mappings, so this has no effect"]
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_mapping_pairs_addresses_that_exist_once(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
