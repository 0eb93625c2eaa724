using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Kernel;

namespace Mwan.Agent.Health.Probes;

/// <summary>
/// An echo from a raw socket, for which the agent has CAP_NET_RAW. The kernel's ping sockets (icmp(7)) would need
/// <c>net.ipv4.ping_group_range</c> to hold our group, root or not, and it holds none by default. A raw socket hears more than its own replies: it is
/// connected and bound, so only those of the target by this interface, filtered to echo replies, told apart by twelve random bytes.
/// </summary>
internal static class IcmpProbe
{
    // linux/icmp.h, linux/icmpv6.h; a set bit blocks the type.
    private const int SOL_RAW = 255;
    private const int ICMP_FILTER = 1;
    private const int SOL_ICMPV6 = 58;
    private const int ICMPV6_FILTER = 1;
    private const int Icmp6FilterLength = 32;

    /// <summary>Asks once.</summary>
    public static Task<ProbeResult> RunAsync(ProbePath path, IPAddress target, TimeProvider time, CancellationToken deadline)
    {
        byte[] key = Libc.RandomBytes(EchoMessage.KeyLength);
        byte[] request = new byte[EchoMessage.Length];
        EchoMessage.WriteRequest(request, target.AddressFamily, key);
        return Exchange.AskAsync(
            () => Open(path, target),
            request,
            packet => EchoMessage.IsReply(packet.Span, target.AddressFamily, key) ? new DatagramVerdict(Problem: null) : null,
            time,
            deadline);
    }

    private static Socket Open(ProbePath path, IPAddress target)
    {
        bool v4 = target.AddressFamily is AddressFamily.InterNetwork;
        Socket? socket = path.Open(target.AddressFamily, SocketType.Raw, v4 ? ProtocolType.Icmp : ProtocolType.IcmpV6);
        try
        {
            Span<byte> filter = stackalloc byte[Icmp6FilterLength];
            filter.Fill(byte.MaxValue);
            if (v4)
            {
                filter[0] = 0xfe;
                socket.SetRawSocketOption(SOL_RAW, ICMP_FILTER, filter[..sizeof(uint)]);
            }
            else
            {
                // Type 129 is bit 1 of the fifth word.
                filter[16] = 0xfd;
                socket.SetRawSocketOption(SOL_ICMPV6, ICMPV6_FILTER, filter);
            }

            socket.Connect(new IPEndPoint(target, 0));
            Socket connected = socket;
            socket = null;
            return connected;
        }
        finally
        {
            socket?.Dispose();
        }
    }
}
