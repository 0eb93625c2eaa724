using System.Net.Sockets;
using Mwan.Agent.Netlink;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Netlink;

public sealed class NetlinkDumpTests
{
    [Fact]
    public void The_running_kernel_tells_of_its_loopback()
    {
        using NetlinkDump dump = new(Nl.NETLINK_ROUTE);
        Assert.Contains(NetworkSnapshot.Read(dump).Links, link => link.Name == "lo");
    }

    [Fact]
    public void A_refused_dump_is_an_error_with_the_kernels_words()
    {
        using NetlinkDump dump = new(Nl.NETLINK_ROUTE);
        byte[] nonsense = [0, 64, 0, 0, 0, 0, 0, 0];
        SocketException exception = Assert.Throws<SocketException>(() => dump.Read(Rtm.RTM_GETADDR, nonsense, attribute: null, AddressMessage.Parse));
        Assert.Contains("Invalid values in header", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dump_after_a_refused_one_is_whole()
    {
        using NetlinkDump dump = new(Nl.NETLINK_ROUTE);
        byte[] nonsense = [0, 64, 0, 0, 0, 0, 0, 0];
        _ = Assert.Throws<SocketException>(() => dump.Read(Rtm.RTM_GETADDR, nonsense, attribute: null, AddressMessage.Parse));
        Assert.Contains(NetworkSnapshot.Read(dump).Links, link => link.Name == "lo");
    }
}
