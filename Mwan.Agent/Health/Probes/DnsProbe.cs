using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Kernel;

namespace Mwan.Agent.Health.Probes;

/// <summary>
/// A DNS query over UDP from a random port with a random identifier. "There is no such name" is an answer; a server that fails
/// or refuses is none, for it may be its own way to the Internet that is broken.
/// </summary>
internal static class DnsProbe
{
    /// <summary>Port of DNS.</summary>
    public const int Port = 53;

    /// <summary>Asks once whether the server answers.</summary>
    public static async Task<ProbeResult> RunAsync(ProbePath path, IPEndPoint server, string name, TimeProvider time, CancellationToken deadline) =>
        (await AskAsync(path, server, name, server.AddressFamily, time, deadline)).Result;

    /// <summary>Asks once for the addresses of a name.</summary>
    /// <param name="path">The member's way.</param>
    /// <param name="server">The name server.</param>
    /// <param name="name">The name.</param>
    /// <param name="family">Which addresses.</param>
    /// <param name="time">The clock.</param>
    /// <param name="deadline">Ends the wait.</param>
    /// <returns>How the question ended, and the reply if one came, even a bad one.</returns>
    public static async Task<(ProbeResult Result, DnsReply? Reply)> AskAsync(
        ProbePath path, IPEndPoint server, string name, AddressFamily family, TimeProvider time, CancellationToken deadline)
    {
        byte[] buffer = new byte[DnsMessage.MaximumQueryLength];
        ushort id = BitConverter.ToUInt16(Libc.RandomBytes(sizeof(ushort)));
        int length = DnsMessage.WriteQuery(buffer, id, name, family is AddressFamily.InterNetwork ? DnsMessage.A : DnsMessage.Aaaa);
        if (length is 0)
        {
            return (ProbeResult.CannotProbe($"{name} is not a name of DNS"), null);
        }

        DnsReply? reply = null;
        ReadOnlyMemory<byte> query = buffer.AsMemory(0, length);
        ProbeResult result = await Exchange.AskAsync(
            () => path.OpenTo(server, SocketType.Dgram, ProtocolType.Udp),
            query,
            datagram =>
            {
                reply = DnsMessage.ReadReply(datagram.Span, query.Span);
                return reply is null ? null : new DatagramVerdict(Problem(reply.Code));
            },
            time,
            deadline);
        return (result, reply);
    }

    private static string? Problem(DnsResponseCode code) => code switch
    {
        DnsResponseCode.NoError or DnsResponseCode.NameError => null,
        DnsResponseCode.ServerFailure => "the server fails (SERVFAIL)",
        DnsResponseCode.Refused => "the server refuses (REFUSED)",
        _ => string.Create(CultureInfo.InvariantCulture, $"the server answers with error {(int)code}"),
    };
}
