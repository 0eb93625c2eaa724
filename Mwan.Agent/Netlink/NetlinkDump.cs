using System.Net.Sockets;

namespace Mwan.Agent.Netlink;

/// <summary>Reads whole tables of the kernel over one socket, in one thread at a time.</summary>
internal sealed class NetlinkDump : IDisposable
{
    /// <summary>Tries before a table that changes under the reader is taken as it is.</summary>
    private const int Tries = 5;

    // Larger than any part that the kernel sends: it fills at most 32 KiB (NLMSG_GOODSIZE grows with the reader's buffer).
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly Socket _socket;
    private uint _sequence;

    /// <summary>Opens the socket.</summary>
    /// <param name="protocol">E.g. <see cref="Nl.NETLINK_ROUTE"/>.</param>
    public NetlinkDump(int protocol)
    {
        _socket = NetlinkSocket.Open(protocol, groups: 0);
        _socket.ReceiveTimeout = 2000;
    }

    /// <summary>Reads one message of a dump; null: not of interest.</summary>
    public delegate T? Parser<out T>(ushort type, ReadOnlySpan<byte> payload)
        where T : class;

    /// <summary>All entries of a table. A dump that the kernel marks as interrupted is read again.</summary>
    /// <param name="type">Request, e.g. <see cref="Rtm.RTM_GETLINK"/>.</param>
    /// <param name="body">The request's fixed structure.</param>
    /// <param name="attribute">One attribute of the request, or null.</param>
    /// <param name="parse">Reads one answer.</param>
    /// <exception cref="SocketException">The kernel refused, with its own words.</exception>
    public IReadOnlyList<T> Read<T>(ushort type, ReadOnlySpan<byte> body, (ushort Type, uint Value)? attribute, Parser<T> parse)
        where T : class
    {
        RequestWriter request = new(stackalloc byte[128]);
        request.Begin(type, Nl.NLM_F_DUMP, ++_sequence, body);
        if (attribute is var (name, value))
        {
            request.Add(name, value);
        }

        return Read(request.End(), parse);
    }

    /// <summary>All entries that a request asks for.</summary>
    /// <param name="write">Writes the request, NLM_F_DUMP included.</param>
    /// <param name="parse">Reads one answer.</param>
    /// <exception cref="SocketException">The kernel refused, with its own words.</exception>
    public IReadOnlyList<T> Read<T>(NetlinkRequests.Writer write, Parser<T> parse)
        where T : class
    {
        RequestWriter request = new(stackalloc byte[512]);
        write(ref request, ++_sequence);
        return Read(request.End(), parse);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private List<T> Read<T>(ReadOnlySpan<byte> request, Parser<T> parse)
        where T : class
    {
        for (int attempt = 1; ; attempt++)
        {
            List<T> entries = [];
            _ = _socket.Send(request);
            bool interrupted = Receive(parse, entries);
            if (!interrupted || attempt == Tries)
            {
                return entries;
            }
        }
    }

    private bool Receive<T>(Parser<T> parse, List<T> entries)
        where T : class
    {
        bool interrupted = false;
        while (true)
        {
            MessageReader messages = new(_buffer.AsSpan(0, _socket.Receive(_buffer)));
            while (messages.Read())
            {
                if (messages.Sequence != _sequence)
                {
                    continue;
                }

                interrupted |= (messages.Flags & Nl.NLM_F_DUMP_INTR) != 0;
                if (messages.Type is Nl.NLMSG_DONE or Nl.NLMSG_ERROR)
                {
                    NetlinkError error = NetlinkError.Parse(messages.Type, messages.Payload, messages.Flags);
                    return error.Code == 0 ? interrupted : throw new SocketException(error.Code, error.Message);
                }

                if (parse(messages.Type, messages.Payload) is { } entry)
                {
                    entries.Add(entry);
                }
            }
        }
    }
}
