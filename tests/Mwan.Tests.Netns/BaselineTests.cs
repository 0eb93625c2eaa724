using System.Net;
using System.Net.Sockets;
using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>What the baseline alone keeps in.</summary>
public sealed class BaselineTests : IDisposable
{
    private readonly Lab _lab = new();

    // Connection tracking calls an error about nothing invalid, and translates it as little as it would translate a real one of that kind.
    [Fact]
    public void An_icmp_error_leaves_by_a_wan_with_an_address_of_that_wan_only()
    {
        _lab.ForgetStrays();
        _ = ComplainByOne(_lab.One.Offer.Address6);
        Assert.Contains("packets 0 ", Untranslated(), StringComparison.Ordinal);

        // Who sends a packet himself is told that it was dropped.
        Assert.Equal(SocketError.AccessDenied, Assert.Throws<SocketException>(() => ComplainByOne(_lab.Two.Offer.Address6)).SocketErrorCode);
        Assert.Contains("packets 1 ", Untranslated(), StringComparison.Ordinal);
        Assert.Empty(_lab.Strays);
    }

    public void Dispose() => _lab.Dispose();

    private string Untranslated() => _lab.Router.Execute("nft", "list", "counter", "inet", "baseline", "untranslated");

    private int ComplainByOne(string source) => _lab.Router.Run(() =>
    {
        const byte Unreachable = 1;
        byte[] error = new byte[56];
        error[0] = Unreachable;
        long link = long.Parse(_lab.Router.Execute("cat", $"/sys/class/net/{_lab.One.Offer.Interface}/ifindex"), System.Globalization.CultureInfo.InvariantCulture);
        using Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Raw, ProtocolType.IcmpV6);
        socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        return socket.SendTo(error, new IPEndPoint(new IPAddress(IPAddress.Parse("ff02::1").GetAddressBytes(), link), 0));
    });
}
