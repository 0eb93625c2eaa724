using System.Buffers.Binary;
using System.Net;
using Mwan.Agent.Netlink;

namespace Mwan.Agent.WireGuard;

/// <summary>A peer of a WireGuard interface as the kernel has it.</summary>
/// <param name="PublicKey">Base64 of its public key.</param>
/// <param name="Endpoint">Where its packets go, the last place that an authenticated one came from; null: nobody has said yet.</param>
/// <param name="LastHandshake">When keys were last agreed on, UTC by the clock of then; null: never.</param>
/// <param name="Received">Bytes from it.</param>
/// <param name="Sent">Bytes to it.</param>
internal sealed record WireGuardPeer(string PublicKey, IPEndPoint? Endpoint, DateTimeOffset? LastHandshake, ulong Received, ulong Sent)
{
    private const ushort AF_INET = 2;
    private const ushort AF_INET6 = 10;
    private const int LengthOfSockaddrIn = 16;
    private const int LengthOfSockaddrIn6 = 28;

    /// <summary>Reads the attributes of one peer; null: they name no key.</summary>
    public static WireGuardPeer? Parse(ReadOnlySpan<byte> attributes)
    {
        WireGuardPeer peer = new("", Endpoint: null, LastHandshake: null, 0, 0);
        AttributeReader reader = new(attributes);
        while (reader.Read())
        {
            peer = reader.Type switch
            {
                Wg.WGPEER_A_PUBLIC_KEY => peer with { PublicKey = Convert.ToBase64String(reader.Value) },
                Wg.WGPEER_A_ENDPOINT => peer with { Endpoint = ParseEndpoint(reader.Value) },
                Wg.WGPEER_A_LAST_HANDSHAKE_TIME => peer with { LastHandshake = Time(reader.Value) },
                Wg.WGPEER_A_RX_BYTES => peer with { Received = Number(reader.Value) },
                Wg.WGPEER_A_TX_BYTES => peer with { Sent = Number(reader.Value) },
                _ => peer,
            };
        }

        return peer.PublicKey.Length == 0 ? null : peer;
    }

    /// <summary>An endpoint as <c>struct sockaddr_in</c> or <c>sockaddr_in6</c> (ip(7), ipv6(7)).</summary>
    public static byte[] Write(IPEndPoint endpoint)
    {
        byte[] address = endpoint.Address.GetAddressBytes();
        bool isIpv4 = address.Length == 4;
        byte[] bytes = new byte[isIpv4 ? LengthOfSockaddrIn : LengthOfSockaddrIn6];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, isIpv4 ? AF_INET : AF_INET6);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)endpoint.Port);
        address.CopyTo(bytes, isIpv4 ? 4 : 8);
        return bytes;
    }

    private static IPEndPoint? ParseEndpoint(ReadOnlySpan<byte> address) => address.Length < sizeof(ushort) ? null
        : (BinaryPrimitives.ReadUInt16LittleEndian(address), address.Length) switch
        {
            (AF_INET, LengthOfSockaddrIn) => new IPEndPoint(new IPAddress(address[4..8]), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
            (AF_INET6, LengthOfSockaddrIn6) => new IPEndPoint(new IPAddress(address[8..24]), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
            _ => null,
        };

    // struct __kernel_timespec: seconds and nanoseconds, 64 bits each; zero is never.
    private static DateTimeOffset? Time(ReadOnlySpan<byte> value)
    {
        const long latest = 253_402_300_799;
        long seconds = BinaryPrimitives.TryReadInt64LittleEndian(value, out long number) ? number : 0;
        return seconds is > 0 and <= latest ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    private static ulong Number(ReadOnlySpan<byte> value) => BinaryPrimitives.TryReadUInt64LittleEndian(value, out ulong number) ? number : 0;
}
