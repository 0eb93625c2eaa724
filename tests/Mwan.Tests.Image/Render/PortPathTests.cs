using System.IO.Enumeration;
using Mwan.Build.Render;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Image.Render;

public sealed class PortPathTests
{
    [Theory]
    [InlineData("hostpci0", "/devices/pci0000:00/0000:00:1c.0/0000:01:00.0")]
    [InlineData("hostpci0", "/devices/pci0000:00/0000:00:1c.0/0000:0a:00.0")]
    [InlineData("hostpci3", "/devices/pci0000:00/0000:00:1c.3/0000:04:00.0")]
    [InlineData("hostpci4", "/devices/pci0000:00/0000:00:10.0/0000:01:00.0")]
    [InlineData("hostpci11", "/devices/pci0000:00/0000:00:10.7/0000:01:00.0")]
    [InlineData("hostpci12", "/devices/pci0000:00/0000:00:11.0/0000:01:00.0")]
    [InlineData("hostpci15", "/devices/pci0000:00/0000:00:11.3/0000:01:00.0")]
    [InlineData("net0", "/devices/pci0000:00/0000:00:1e.0/0000:05:01.0/0000:06:12.0")]
    [InlineData("net5", "/devices/pci0000:00/0000:00:1e.0/0000:05:01.0/0000:06:17.0")]
    [InlineData("net6", "/devices/pci0000:00/0000:00:1e.0/0000:05:02.0/0000:07:01.0")]
    [InlineData("net31", "/devices/pci0000:00/0000:00:1e.0/0000:05:02.0/0000:07:1a.0")]
    public void A_port_is_where_proxmox_puts_it_whatever_the_bus_numbers(string port, string path) => Assert.True(Matches(port, path));

    [Theory]
    [InlineData("net0", "/devices/pci0000:00/0000:00:1e.0/0000:05:03.0/0000:06:12.0")]
    [InlineData("net0", "/devices/pci0000:00/0000:00:1c.0/0000:05:01.0/0000:06:12.0")]
    [InlineData("hostpci0", "/devices/pci0000:00/0000:00:10.0/0000:01:00.0")]
    [InlineData("hostpci0", "/devices/pci0000:00/0000:00:1c.0/0000:01:00.1")]
    public void A_device_in_the_same_slot_of_another_bridge_is_not_the_port(string port, string path) => Assert.False(Matches(port, path));

    [Theory]
    [InlineData("hostpci16")]
    [InlineData("net32")]
    public void Ports_that_proxmox_does_not_have_have_no_place(string port) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PortPath.Of(new Port(port)));

    private static bool Matches(string port, string path) => FileSystemName.MatchesSimpleExpression(PortPath.Of(new Port(port)), path, ignoreCase: false);
}
