using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>Unknown, misspelt and missing keys. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class KeyTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "    vlan: 3242",
            "    vlna: 3242",
            ["mwan.yaml:28:5: wans[0].vlna: there is no such key; did you mean 'vlan'?"]
        },
        {
            "    vlan: 3242",
            "    VLAN: 3242",
            ["mwan.yaml:28:5: wans[0].VLAN: there is no such key; did you mean 'vlan'?"]
        },
        {
            "    delegation: 60\n    tier",
            "    prefixDelegation: 60\n    tier",
            ["mwan.yaml:48:5: wans[2].prefixDelegation: there is no such key; wan has name, port, interface, mac, vlan, mtu, authentication, ipv4, ipv6, delegation, dhcp, mappings, mappingsOnLink, forwardInterfaceAddresses, tier, weight, metered, mark, table, stagingTable, onFailure, onRecovery, health"]
        },
        {
            "    interface: enatt0\n",
            "",
            ["mwan.yaml:24:5: wans[0].interface: this key is missing; write an interface name that begins with a letter, followed by letters, digits, '-' or '_', at most 15 characters"]
        },
        {
            "  sshKeys",
            "  sshkeys",
            ["mwan.yaml:11:3: management.sshkeys: there is no such key; did you mean 'sshKeys'?"]
        },
        {
            "      publicKey: ",
            "      privateKey: ",
            [
                "mwan.yaml:60:7: tunnels[0].peer.publicKey: this key is missing; write a WireGuard public key, 32 bytes in base64",
                "mwan.yaml:61:7: tunnels[0].peer.privateKey: no secret belongs into this file, which ends up in an image that anyone may copy; WireGuard keys are made on the appliance at first boot, certificates and their keys go to its state disk with 'mwan certs import'",
            ]
        },
        {
            "nameServers",
            "nameservers",
            ["mwan.yaml:75:1: nameservers: there is no such key; did you mean 'nameServers'?"]
        },
        {
            "  name: mwan\n",
            "",
            ["mwan.yaml:3:3: appliance.name: this key is missing; write a host name of letters, digits and hyphens, at most 63"]
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_wrong_key_names_the_right_one_and_a_missing_one_its_form(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
