using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Mwan.Agent.Health.Probes;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>One echo request; each is a flow of its own, for it has an identifier of its own.</summary>
internal static class Ping
{
    /// <summary>Whether the target answered, from the address that was asked.</summary>
    public static bool AskOnce(Namespace place, string from, string to, int milliseconds = 10_000) => place.Run(() =>
    {
        IPAddress target = IPAddress.Parse(to);
        byte[] key = RandomNumberGenerator.GetBytes(EchoMessage.KeyLength);
        byte[] request = new byte[EchoMessage.Length];
        EchoMessage.WriteRequest(request, target.AddressFamily, key);
        using Socket socket = new(target.AddressFamily, SocketType.Raw, target.AddressFamily == AddressFamily.InterNetwork ? ProtocolType.Icmp : ProtocolType.IcmpV6)
        {
            ReceiveTimeout = milliseconds,
        };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));

        // Connected: an answer from any other address is none.
        socket.Connect(new IPEndPoint(target, 0));
        return Answered(socket, request, key, milliseconds);
    });

    private static bool Answered(Socket socket, byte[] request, byte[] key, int milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        byte[] packet = new byte[2048];
        try
        {
            _ = socket.Send(request);
            while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds)
            {
                int length = socket.Receive(packet);
                if (EchoMessage.IsReply(packet.AsSpan(0, length), socket.AddressFamily, key))
                {
                    return true;
                }
            }
        }
        catch (SocketException)
        {
            // No answer in time, or a refusal on the way.
        }

        return false;
    }
}
