using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>The virtual machine. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class ProxmoxTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            ", net2: mbrains",
            "",
            ["mwan.yaml:45:11: wans[2].port: net2 has no bridge; write one at proxmox.bridges.net2"]
        },
        {
            "net2: mbrains",
            "net2: mbrains, net5: vmbr9",
            ["mwan.yaml:84:56: warning: proxmox.bridges.net5: no link uses net5; the VM would have a NIC that does nothing"]
        },
        {
            "    hostpci1: \"0000:06:00.0\"\n",
            "",
            ["mwan.yaml:36:11: wans[1].port: hostpci1 has no host device; write one at proxmox.passthrough.hostpci1"]
        },
        {
            "    hostpci1: \"0000:06:00.0\"",
            "    hostpci1: \"06:00.0\"\n    hostpci2: \"06:00\"",
            [
                "mwan.yaml:88:5: warning: proxmox.passthrough.hostpci2: no link uses hostpci2; the VM would have a NIC that does nothing",
                "mwan.yaml:88:15: proxmox.passthrough.hostpci2: 0000:06:00.0 is already taken by proxmox.passthrough.hostpci1; choose another",
            ]
        },
        {
            "trust: true, ",
            "",
            ["mwan.yaml:86:15: proxmox.passthrough.hostpci0: wans[0] needs 802.1X, and a virtual function passes EAPOL only with 'trust: true'"]
        },
        {
            ", spoofCheck: false",
            "",
            ["mwan.yaml:86:15: proxmox.passthrough.hostpci0: wans[0] sets a MAC of its own, whose frames the host drops without 'spoofCheck: false'"]
        },
        {
            "hostpci1: \"0000:06:00.0\"",
            "hostpci1: { virtualFunctionOf: enp2s0f0np0 }",
            ["mwan.yaml:87:15: proxmox.passthrough.hostpci1: virtual function 0 of enp2s0f0np0 is already taken by proxmox.passthrough.hostpci0; choose another"]
        },
        {
            "templateVmid: 9113",
            "templateVmid: 113",
            ["mwan.yaml:81:17: proxmox.templateVmid: 113 is the number of the VM itself; a template needs its own"]
        },
        {
            "templateVmid: 9113",
            "templateVmid: 112",
            ["mwan.yaml:81:17: proxmox.templateVmid: 112 to 114 are the templates' numbers, and 113 is the VM itself; choose others"]
        },
        {
            "trust: true, spoofCheck",
            "virtualFunction: 3, linkState: up, trust: true, spoofCheck",
            ["mwan.yaml:86:80: proxmox.passthrough.hostpci0.linkState: 'up' is not auto, enable or disable"]
        },
        {
            "  passthrough:",
            "  virtualFunctions: { enp2s0f0np0: 0, enp9s0: 2 }\n  passthrough:",
            [
                "mwan.yaml:85:36: proxmox.virtualFunctions.enp2s0f0np0: 0 is not a whole number from 1 to 256",
                "mwan.yaml:85:39: warning: proxmox.virtualFunctions.enp9s0: no virtual function of enp9s0 is passed through; nothing is set on it",
            ]
        },
    };

    [Fact]
    public void A_NIC_is_divided_into_enough_virtual_functions() =>
        Assert.Equal(
            ["mwan.yaml:85:36: proxmox.virtualFunctions.enp2s0f0np0: virtual function 3 of enp2s0f0np0 is passed through, and they are numbered from 0: write at least 4"],
            Sample.Findings(("trust: true, spoofCheck", "virtualFunction: 3, trust: true, spoofCheck"), ("  passthrough:", "  virtualFunctions: { enp2s0f0np0: 3 }\n  passthrough:")));

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_virtual_machine_has_the_NICs_that_are_used(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
