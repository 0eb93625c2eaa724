using System.Buffers.Binary;
using System.Net;

namespace Mwan.Tests.Smoke.Wire;

/// <summary>Answers DHCPv4 (RFC 2131) with one lease, the same for whoever asks. Pure.</summary>
/// <param name="server">Its own address, also the gateway.</param>
/// <param name="lease">The address that it leases, in the same /24.</param>
internal sealed class DhcpServer(IPAddress server, IPAddress lease)
{
    public const int ServerPort = 67;
    public const int ClientPort = 68;

    private const int Options = 240;
    private const byte MessageType = 53;
    private const byte Discover = 1;
    private const byte Offer = 2;
    private const byte Request = 3;
    private const byte Acknowledge = 5;

    /// <summary>The answer to a message of a client; null: none.</summary>
    public byte[]? Answer(byte[] message)
    {
        byte? answer = message.Length < Options ? null : TypeOf(message) switch
        {
            Discover => Offer,
            Request => Acknowledge,
            _ => null,
        };
        if (answer is not byte type)
        {
            return null;
        }

        byte[] reply = message[..Options];
        reply[0] = 2;
        lease.GetAddressBytes().CopyTo(reply, 16);
        server.GetAddressBytes().CopyTo(reply, 20);
        return
        [
            .. reply,
            MessageType, 1, type,
            54, 4, .. server.GetAddressBytes(),
            51, 4, .. Seconds(3600),
            1, 4, 255, 255, 255, 0,
            3, 4, .. server.GetAddressBytes(),
            255,
        ];
    }

    private static byte? TypeOf(byte[] message)
    {
        for (int i = Options; i + 2 < message.Length && message[i] != 255; i += message[i] == 0 ? 1 : 2 + message[i + 1])
        {
            if (message[i] == MessageType)
            {
                return message[i + 2];
            }
        }

        return null;
    }

    private static byte[] Seconds(int count)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, count);
        return bytes;
    }
}
