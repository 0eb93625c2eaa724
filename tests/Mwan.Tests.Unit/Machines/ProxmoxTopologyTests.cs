using Mwan.Build.Machines;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Machines;

/// <summary>The expected addresses are those of qemu-server's own <c>cfg2cmd</c> tests.</summary>
public sealed class ProxmoxTopologyTests
{
    [Theory]
    [InlineData("net0", "bus=pci.0,addr=0x12")]
    [InlineData("net5", "bus=pci.0,addr=0x17")]
    [InlineData("net6", "bus=pci.1,addr=0x1")]
    [InlineData("net31", "bus=pci.1,addr=0x1a")]
    [InlineData("hostpci0", "bus=ich9-pcie-port-1,addr=0x0")]
    [InlineData("hostpci15", "bus=ich9-pcie-port-16,addr=0x0")]
    public void A_nic_sits_where_Proxmox_puts_it(string port, string address) =>
        Assert.Equal(address, ProxmoxTopology.AddressOf(new Port(port)));

    [Theory]
    [InlineData("net32")]
    [InlineData("hostpci16")]
    public void A_port_that_Proxmox_does_not_have_is_refused(string port) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ProxmoxTopology.AddressOf(new Port(port)));

    [Theory]
    [InlineData("balloon0", "bus=pci.0,addr=0x3")]
    [InlineData("watchdog", "bus=pci.0,addr=0x4")]
    [InlineData("scsihw0", "bus=pci.0,addr=0x5")]
    [InlineData("qga0", "bus=pci.0,addr=0x8")]
    [InlineData("virtio0", "bus=pci.0,addr=0xa")]
    [InlineData("virtio6", "bus=pci.2,addr=0x1")]
    public void A_device_sits_where_Proxmox_puts_it(string device, string address) =>
        Assert.Equal(address, ProxmoxTopology.AddressOf(device));

    [Fact]
    public void Only_the_root_ports_that_the_chipset_lacks_are_added_and_each_once()
    {
        Port[] ports = [new("hostpci12"), new("hostpci7"), new("hostpci0"), new("net4"), new("hostpci4"), new("hostpci4")];

        Assert.Equal(
            """
            pcie-root-port,id=ich9-pcie-port-5,addr=10.0,x-speed=16,x-width=32,multifunction=on,bus=pcie.0,port=5,chassis=5
            pcie-root-port,id=ich9-pcie-port-8,addr=10.3,x-speed=16,x-width=32,multifunction=on,bus=pcie.0,port=8,chassis=8
            pcie-root-port,id=ich9-pcie-port-13,addr=11.0,x-speed=16,x-width=32,multifunction=on,bus=pcie.0,port=13,chassis=13
            """,
            string.Join('\n', ProxmoxTopology.ExtraRootPorts(ports)));
    }
}
