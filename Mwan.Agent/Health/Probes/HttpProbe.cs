using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Agent.Health.Probes;

/// <summary>An HTTP/1.1 HEAD request without TLS (RFC 9110, RFC 9112). Any status line is an answer; no more than that is read.</summary>
internal static class HttpProbe
{
    /// <summary>Port of HTTP.</summary>
    public const int Port = 80;

    // "HTTP/1.1 204", RFC 9112 section 4.
    private const int StatusLength = 12;

    /// <summary>Asks once.</summary>
    /// <param name="path">The member's way.</param>
    /// <param name="target">Who is asked.</param>
    /// <param name="host">Host of the URL, and its port unless it is 80.</param>
    /// <param name="resource">Path and query of the URL.</param>
    /// <param name="time">The clock.</param>
    /// <param name="deadline">Ends the wait.</param>
    public static Task<ProbeResult> RunAsync(ProbePath path, IPEndPoint target, string host, string resource, TimeProvider time, CancellationToken deadline)
    {
        byte[] request = Encoding.ASCII.GetBytes($"HEAD {resource} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: mwan\r\nAccept: */*\r\nConnection: close\r\n\r\n");
        return TcpProbe.RunAsync(path, target, socket => TalkAsync(socket, request), time, deadline);
    }

    /// <summary>Whether this is the beginning of a status line.</summary>
    public static bool IsStatusLine(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= StatusLength
        && bytes.StartsWith("HTTP/"u8)
        && char.IsAsciiDigit((char)bytes[5]) && bytes[6] == '.' && char.IsAsciiDigit((char)bytes[7])
        && bytes[8] == ' ' && char.IsAsciiDigit((char)bytes[9]) && char.IsAsciiDigit((char)bytes[10]) && char.IsAsciiDigit((char)bytes[11]);

    private static async Task<ProbeResult?> TalkAsync(ProbeSocket socket, byte[] request)
    {
        SocketError error = await socket.SendAsync(request);
        byte[] buffer = new byte[StatusLength];
        int length = 0;
        while (error is SocketError.Success && length < buffer.Length)
        {
            (error, int read) = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (error is SocketError.Success && read is 0)
            {
                return ProbeResult.NoAnswer("the connection ended without a status");
            }

            length += read;
        }

        return error is not SocketError.Success ? Refusal.AfterSending(error) : IsStatusLine(buffer) ? null : ProbeResult.NoAnswer("the answer is not HTTP");
    }
}
