using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>What must be unique. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class NameTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "- name: webpass",
            "- name: att",
            ["mwan.yaml:35:11: wans[1].name: att is already taken by wans[0].name; choose another"]
        },
        {
            "- name: vps",
            "- name: Att",
            ["mwan.yaml:54:11: tunnels[0].name: Att is already taken by wans[0].name; choose another"]
        },
        {
            "interface: enwebpass0",
            "interface: enmgmt0",
            ["mwan.yaml:37:16: wans[1].interface: enmgmt0 is already taken by management.interface; choose another"]
        },
        {
            "interface: enwebpass0",
            "interface: enatt0",
            ["mwan.yaml:37:16: wans[1].interface: enatt0 is already taken by wans[0].interface; choose another"]
        },
        {
            "interface: enwebpass0",
            "interface: lo",
            ["mwan.yaml:37:16: wans[1].interface: 'lo' has a meaning of its own in the kernel; choose another interface name"]
        },
        {
            "interface: enwebpass0",
            "interface: webpass.7",
            ["mwan.yaml:37:16: wans[1].interface: 'webpass.7' is not an interface name; begin with a letter and use letters, digits, '-' and '_'"]
        },
        {
            "interface: enwebpass0",
            "interface: 0webpass",
            ["mwan.yaml:37:16: wans[1].interface: '0webpass' is not an interface name; begin with a letter and use letters, digits, '-' and '_'"]
        },
        {
            "interface: enwebpass0",
            "interface: enwebpassinternet0",
            ["mwan.yaml:37:16: wans[1].interface: 'enwebpassinternet0' has 18 characters; the kernel takes at most 15"]
        },
        {
            "interface: enatt0",
            "interface: enattfibre0",
            ["mwan.yaml:26:16: wans[0].interface: with its VLAN this becomes 'enattfibre0.3242' with 16 characters; the kernel takes at most 15, so shorten it by 1"]
        },
        {
            "interface: enwebpass0",
            "interface: eth0",
            ["mwan.yaml:37:16: warning: wans[1].interface: the kernel names interfaces like 'eth0' itself while it boots, and renaming can then fail; choose a name with a word in it"]
        },
        {
            "port: net2\n",
            "port: net1\n",
            [
                "mwan.yaml:45:11: wans[2].port: net1 is already taken by lan.port; choose another",
                "mwan.yaml:84:41: warning: proxmox.bridges.net2: no link uses net2; the VM would have a NIC that does nothing",
            ]
        },
        {
            "    metered: true\n",
            "    metered: true\n    mark: 1\n",
            ["mwan.yaml:51:11: wans[2].mark: 1 is already taken by wans[0].mark, by default; choose another"]
        },
        {
            "    mac: d0",
            "    mark: 2\n    mac: d0",
            ["mwan.yaml:27:11: wans[0].mark: 2 is already taken by wans[1].mark, by default; choose another"]
        },
        {
            "    metered: true\n",
            "    metered: true\n    mark: 201\n",
            ["mwan.yaml:51:11: wans[2].mark: 201 is already taken by tunnels[0].outerMark, by default; choose another"]
        },
        {
            "    metered: true\n",
            "    metered: true\n    table: 100\n",
            ["mwan.yaml:51:12: wans[2].table: 100 is already taken by wans[0].table, by default; choose another"]
        },
        {
            "    metered: true\n",
            "    metered: true\n    table: 254\n",
            ["mwan.yaml:51:12: wans[2].table: 254 is the kernel's table 'main'; choose another"]
        },
        {
            "    metered: true\n",
            "    metered: true\n    table: 99\n",
            ["mwan.yaml:51:12: wans[2].table: 99 is already taken by management.table, by default; choose another"]
        },
        {
            "    metered: true\n",
            "    metered: true\n    table: 10100\n",
            ["mwan.yaml:51:12: wans[2].table: 10100 is already taken by wans[0].stagingTable, by default; choose another"]
        },
        {
            "    metered: true\n",
            "    metered: true\n    stagingTable: 100\n",
            ["mwan.yaml:51:19: wans[2].stagingTable: 100 is already taken by wans[0].table, by default; choose another"]
        },
        {
            "    metered: true\n",
            "    metered: true\n    mac: D0-FC-D0-7C-85-30\n",
            ["mwan.yaml:51:10: wans[2].mac: d0:fc:d0:7c:85:30 is already taken by wans[0].mac; choose another"]
        },
        {
            "    dhcp: { iaid: 2 }",
            "    dhcp: { iaid: 1, duid: \"00:03:00:01:d0:fc:d0:7c:85:30\" }",
            ["mwan.yaml:38:28: wans[1].dhcp.duid: 00:03:00:01:d0:fc:d0:7c:85:30 with IAID 1 is already taken by wans[0].dhcp.duid; choose another"]
        },
        {
            "    mac: d0:fc:d0:7c:85:30\n    vlan: 3242\n    authentication: { eap: tls, identity: \"D0:FC:D0:7C:85:30\", legacyTls: true }",
            "    authentication: { eap: tls }",
            ["mwan.yaml:27:21: wans[0].authentication.identity: this key is missing; write the EAP identity, or the WAN's mac, which is then taken for it"]
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Names_marks_tables_and_NICs_occur_once(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
