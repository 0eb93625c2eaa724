using System.Buffers.Binary;
using System.Net;
using System.Text;
using Mwan.Agent.Netlink;
using Mwan.Agent.WireGuard;
using Xunit;

namespace Mwan.Tests.Unit.Agent.WireGuard;

/// <summary>The kernel's WireGuard messages, laid out by hand after linux/wireguard.h: this machine may have no WireGuard to record one from.</summary>
public sealed class WireGuardMessageTests
{
    private static readonly byte[] Box = [.. Enumerable.Repeat((byte)0x11, 32)];
    private static readonly byte[] Peer = [.. Enumerable.Repeat((byte)0x22, 32)];

    [Fact]
    public void A_device_is_read_without_its_private_key()
    {
        byte[] secret = [.. Enumerable.Repeat((byte)0x33, 32)];
        byte[] handshake = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(handshake, 1_800_000_000);
        WireGuardDevice? device = WireGuardDevice.Parse(
        [
            0, 1, 0, 0,
            .. Attribute(2, Encoding.ASCII.GetBytes("wgvps0\0")),
            .. Attribute(3, secret),
            .. Attribute(4, Box),
            .. Attribute(8 | 0x8000, Attribute(0x8000,
            [
                .. Attribute(1, Peer),
                .. Attribute(4, [2, 0, 0xca, 0x6c, 203, 0, 113, 10, 0, 0, 0, 0, 0, 0, 0, 0]),
                .. Attribute(6, handshake),
                .. Attribute(7, [1, 0, 0, 0, 0, 0, 0, 0]),
                .. Attribute(8, [2, 0, 0, 0, 0, 0, 0, 0]),
            ])),
        ]);
        Assert.NotNull(device);
        Assert.Equal(Convert.ToBase64String(Box), device.PublicKey);
        WireGuardPeer peer = Assert.Single(device.Peers);
        Assert.Equal(
            new WireGuardPeer(Convert.ToBase64String(Peer), IPEndPoint.Parse("203.0.113.10:51820"), DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), 1, 2), peer);
        Assert.DoesNotContain(Convert.ToBase64String(secret), device.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_without_key_and_a_peer_that_was_never_heard_are_such()
    {
        WireGuardDevice? device = WireGuardDevice.Parse(
            [0, 1, 0, 0, .. Attribute(4, new byte[32]), .. Attribute(8, Attribute(0, [.. Attribute(1, Peer), .. Attribute(6, new byte[16])]))]);
        Assert.Null(device!.PublicKey);
        Assert.Equal(new WireGuardPeer(Convert.ToBase64String(Peer), Endpoint: null, LastHandshake: null, 0, 0), Assert.Single(device.Peers));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00010000")]
    [InlineData("00010000ffff0800")]
    [InlineData("0001000008000800ffff0080")]
    [InlineData("000100000c0008000800000004000100")]
    public void Nonsense_is_no_peer(string hex)
    {
        WireGuardDevice? device = WireGuardDevice.Parse(Convert.FromHexString(hex));
        Assert.All(device?.Peers ?? [], peer => Assert.Empty(peer.PublicKey));
    }

    [Theory]
    [InlineData("203.0.113.10:51820", "02 00 ca6c cb00710a 0000000000000000")]
    [InlineData("[2001:db8::1]:51820", "0a 00 ca6c 00000000 20010db8000000000000000000000001 00000000")]
    public void An_endpoint_is_a_sockaddr(string endpoint, string bytes)
    {
        byte[] written = WireGuardPeer.Write(IPEndPoint.Parse(endpoint));
        Assert.Equal(bytes.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexStringLower(written));
        Assert.Equal(IPEndPoint.Parse(endpoint), WireGuardPeer.Parse([.. Attribute(1, Peer), .. Attribute(4, written)])!.Endpoint);
    }

    [Fact]
    public void An_endpoint_is_set_on_a_peer_that_is_there_and_makes_none()
    {
        RequestWriter request = new(new byte[512]);
        KernelWireGuard.WriteEndpoint(ref request, 5, 0x1d, "wgvps0", Convert.ToBase64String(Peer), IPEndPoint.Parse("203.0.113.10:51820"));
        Assert.Equal(
            "68000000" + "1d00" + "0500" + "05000000" + "00000000" + "01010000"
                + "0b000200" + "77677670733000" + "00"
                + "48000880"
                + "44000080"
                + "24000100" + Convert.ToHexStringLower(Peer)
                + "08000300" + "04000000"
                + "14000400" + "0200ca6ccb00710a0000000000000000",
            Convert.ToHexStringLower(request.End()));
    }

    private static byte[] Attribute(int type, byte[] value)
    {
        byte[] bytes = new byte[Aligned.To4(4 + value.Length)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(4 + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)type);
        value.CopyTo(bytes, 4);
        return bytes;
    }
}
