using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>Single values. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class ValueTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "    vlan: 3242",
            "    vlan: 4095",
            ["mwan.yaml:28:11: wans[0].vlan: 4095 is not a whole number from 1 to 4094"]
        },
        {
            "    vlan: 3242",
            "    vlan: \"3242\"",
            ["mwan.yaml:28:11: wans[0].vlan: write 3242 without quotes"]
        },
        {
            "    vlan: 3242",
            "    vlan: 0x10",
            ["mwan.yaml:28:11: wans[0].vlan: '0x10' is not a whole number from 1 to 4094"]
        },
        {
            "mac: d0:fc:d0:7c:85:30",
            "mac: d1:fc:d0:7c:85:30",
            ["mwan.yaml:27:10: wans[0].mac: d1:fc:d0:7c:85:30 is a multicast address; an interface has a unicast one, with an even first byte"]
        },
        {
            "mac: d0:fc:d0:7c:85:30",
            "mac: 00:00:00:00:00:00",
            ["mwan.yaml:27:10: wans[0].mac: 00:00:00:00:00:00 is no address of an interface; write the one that the interface must have"]
        },
        {
            "mac: d0:fc:d0:7c:85:30",
            "mac: d0:fc:d0:7c:85",
            ["mwan.yaml:27:10: wans[0].mac: 'd0:fc:d0:7c:85' is not a MAC address like d0:fc:d0:7c:85:30"]
        },
        {
            "legacyTls: true",
            "legacyTls: yes",
            ["mwan.yaml:29:75: wans[0].authentication.legacyTls: 'yes' is neither true nor false (without quotes, in lower case)"]
        },
        {
            "eap: tls",
            "eap: ttls",
            ["mwan.yaml:29:28: wans[0].authentication.eap: 'ttls' is not 'tls'; did you mean 'tls'?"]
        },
        {
            "duid: \"00:03:00:01:d0:fc:d0:7c:85:30\"",
            "duid: \"00:03:00:01:d0:fc:d0:7c:85\"",
            ["mwan.yaml:30:28: wans[0].dhcp.duid: a DUID-LL for Ethernet (00:03:00:01) ends with the 6 bytes of a MAC address; this one has 5"]
        },
        {
            "duid: \"00:03:00:01:d0:fc:d0:7c:85:30\"",
            "duid: \"00:03\"",
            ["mwan.yaml:30:28: wans[0].dhcp.duid: this DUID has 2 bytes; it has 2 of type and 1 to 128 more (RFC 8415 section 11.1)"]
        },
        {
            "duid: \"00:03:00:01:d0:fc:d0:7c:85:30\"",
            "duid: \"d0fcd07c8530\"",
            ["mwan.yaml:30:28: wans[0].dhcp.duid: 'd0fcd07c8530' is not a DUID; write its bytes with colons, the two of the type first, like 00:03:00:01:d0:fc:d0:7c:85:30"]
        },
        {
            "duid: \"00:03:00:01:d0:fc:d0:7c:85:30\"",
            "duid: \"00:04:01:02\"",
            ["mwan.yaml:30:28: wans[0].dhcp.duid: a DUID-UUID (00:04) has 16 bytes after its type; this one has 2"]
        },
        {
            "iaid: 1,",
            "iaid: 0,",
            ["mwan.yaml:30:19: wans[0].dhcp.iaid: 0 is not a whole number from 1 to 4294967295"]
        },
        {
            "    tier: 3\n",
            "    tier: 0\n",
            ["mwan.yaml:49:11: wans[2].tier: 0 is not a whole number from 1 to 99"]
        },
        {
            "    tier: 3\n",
            "    tier: 3\n    weight: 0\n",
            ["mwan.yaml:50:13: wans[2].weight: 0 is not a whole number from 1 to 1000"]
        },
        {
            "    tier: 3\n",
            "    tier: 3\n    mtu: 1000\n",
            ["mwan.yaml:50:10: wans[2].mtu: 1000 is not a whole number of bytes from 1280 to 9216"]
        },
        {
            "    tier: 3\n",
            "    tier: 3\n    mark: 256\n",
            ["mwan.yaml:50:11: wans[2].mark: 256 is not a whole number from 1 to 255"]
        },
        {
            "    delegation: 60\n    tier",
            "    delegation: 65\n    tier",
            ["mwan.yaml:48:17: wans[2].delegation: 65 is not a whole number from 48 to 64"]
        },
        {
            "timeout: 800ms",
            "timeout: 800",
            ["mwan.yaml:51:24: wans[2].health.timeout: '800' is not a duration from 10ms to 10m; write a whole number with a unit, like 400ms, 30s, 10m or 1h"]
        },
        {
            "timeout: 800ms",
            "timeout: 1y",
            ["mwan.yaml:51:24: wans[2].health.timeout: '1y' is not a duration from 10ms to 10m; write a whole number with a unit, like 400ms, 30s, 10m or 1h"]
        },
        {
            "failures: 5",
            "failures: 101",
            ["mwan.yaml:51:41: wans[2].health.failures: 101 is not a whole number from 1 to 100"]
        },
        {
            "    metered: true\n",
            "    metered: true\n    onFailure: kill\n",
            ["mwan.yaml:51:16: wans[2].onFailure: 'kill' is not drain, reset or 'reset-after: 10m' (1s to 1d)"]
        },
        {
            "    metered: true\n",
            "    metered: true\n    onFailure: { reset-after: 0s }\n",
            ["mwan.yaml:51:31: wans[2].onFailure.reset-after: 0s is not a duration from 1s to 1d"]
        },
        {
            "  ipv4: dhcp",
            "  ipv4: DHCP",
            ["mwan.yaml:10:9: management.ipv4: 'DHCP' is not dhcp or off; did you mean 'dhcp'?"]
        },
        {
            "  ipv4: dhcp",
            "  ipv4: 192.168.1.5/24",
            ["mwan.yaml:10:9: management.ipv4: '192.168.1.5/24' is not dhcp or off; a static address is written { address: 192.0.2.5/24, gateway: 192.0.2.1 }"]
        },
        {
            "  ipv4: dhcp",
            "  ipv4: { address: 192.168.1.5 }",
            ["mwan.yaml:10:20: management.ipv4.address: '192.168.1.5' lacks its prefix length; write an IPv4 address with its prefix length like 10.250.250.1/29"]
        },
        {
            "  ipv4: dhcp",
            "  ipv4: { address: 192.168.1.5/24, gateway: 192.168.2.1 }",
            ["mwan.yaml:10:45: management.ipv4.gateway: 192.168.2.1 is outside the network 192.168.1.0/24 of the address; a gateway is reached directly"]
        },
        {
            "  ipv4: dhcp",
            "  ipv4: { address: 192.168.1.5/24, gateway: 192.168.1.5 }",
            ["mwan.yaml:10:45: management.ipv4.gateway: 192.168.1.5 is the link's own address; write the address of the next router"]
        },
        {
            "  ipv4: dhcp",
            "  ipv4: { address: 192.168.1.255/24 }",
            ["mwan.yaml:10:20: management.ipv4.address: 192.168.1.255 is the broadcast address of 192.168.1.0/24; no host may have it"]
        },
        {
            "  ipv4: dhcp",
            "  ipv4: { address: 127.0.0.1/8 }",
            ["mwan.yaml:10:20: management.ipv4.address: 127.0.0.1 is a loopback address; no host may have it here"]
        },
        {
            "  prefix: 3d06:bad:b01::/60",
            "  prefix: 3d06:bad:b01:f::/60",
            ["mwan.yaml:20:11: lan.prefix: 3d06:bad:b01:f::/60 has bits set after its first 60; the prefix is 3d06:bad:b01::/60"]
        },
        {
            "  prefix: 3d06:bad:b01::/60",
            "  prefix: 10.0.0.0/8",
            ["mwan.yaml:20:11: lan.prefix: '10.0.0.0/8' is not an IPv6 prefix like 2001:db8::/60"]
        },
        {
            "  prefix: 3d06:bad:b01::/60",
            "  prefix: 3d06:bad:b01::/129",
            ["mwan.yaml:20:11: lan.prefix: '129' is not a prefix length; write a number from 0 to 128 after the slash"]
        },
        {
            "  ipv4: 10.250.250.1/29",
            "  ipv4: 10.250.250.01/29",
            ["mwan.yaml:17:9: lan.ipv4: '10.250.250.01/29' is not an IPv4 address with its prefix length like 10.250.250.1/29"]
        },
        {
            "  ipv4: 10.250.250.1/29",
            "  ipv4: 10.250.250.1",
            ["mwan.yaml:17:9: lan.ipv4: '10.250.250.1' lacks its prefix length; write an IPv4 address with its prefix length like 10.250.250.1/29"]
        },
        {
            "    port: net2",
            "    port: eth2",
            ["mwan.yaml:45:11: wans[2].port: 'eth2' is not a NIC of the virtual machine; write net0 to net31 or hostpci0 to hostpci15"]
        },
        {
            "    port: net2",
            "    port: net32",
            ["mwan.yaml:45:11: wans[2].port: 'net32' is not a NIC of the virtual machine; write net0 to net31 or hostpci0 to hostpci15"]
        },
        {
            "  vmid: 113",
            "  vmid: 99",
            ["mwan.yaml:80:9: proxmox.vmid: 99 is not a whole number from 100 to 999999999"]
        },
        {
            "  host: vault",
            "  host: \"vault; reboot\"",
            ["mwan.yaml:79:9: proxmox.host: 'vault; reboot' is not a host as ssh knows it, USER@HOST or HOST"]
        },
        {
            "hostpci1: \"0000:06:00.0\"",
            "hostpci1: \"06:00.9\"",
            ["mwan.yaml:87:15: proxmox.passthrough.hostpci1: '06:00.9' is not a PCI address like 0000:06:00.0"]
        },
        {
            "hostpci1: \"0000:06:00.0\"",
            "hostpci1: { trust: true }",
            ["mwan.yaml:87:15: proxmox.passthrough.hostpci1: a device has exactly one of address and virtualFunctionOf"]
        },
        {
            "hostpci1: \"0000:06:00.0\"",
            "hostpci1: { address: \"06:00.0\", trust: true }",
            ["mwan.yaml:87:44: proxmox.passthrough.hostpci1.trust: only a virtual function has this; delete it, or write virtualFunctionOf instead of address"]
        },
        {
            "hostpci1: \"0000:06:00.0\"",
            "hostpci99: \"0000:06:00.0\"",
            [
                "mwan.yaml:36:11: wans[1].port: hostpci1 has no host device; write one at proxmox.passthrough.hostpci1",
                "mwan.yaml:87:5: proxmox.passthrough.hostpci99: 'hostpci99' is not hostpci0 to hostpci15",
            ]
        },
        {
            "  domain: home.goodkind.io",
            "  domain: home..io",
            ["mwan.yaml:4:11: appliance.domain: 'home..io' is not a DNS domain"]
        },
        {
            "  domain: home.goodkind.io",
            "  domain: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.io",
            ["mwan.yaml:4:11: appliance.domain: mwan.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.io has 68 characters; the kernel takes at most 64 (hostname(7))"]
        },
        {
            "timeServers: [time.cloudflare.com",
            "timeServers: [10.1.2",
            ["mwan.yaml:76:15: timeServers[0]: '10.1.2' is not an IP address or a host name"]
        },
        {
            "nameServers: [9.9.9.9",
            "nameServers: [dns.quad9.net",
            ["mwan.yaml:75:15: nameServers[0]: 'dns.quad9.net' is not an IP address like 192.0.2.1"]
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_value_out_of_its_range_or_form_says_what_is_right(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
