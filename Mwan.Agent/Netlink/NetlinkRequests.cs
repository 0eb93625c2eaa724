using System.Net.Sockets;

namespace Mwan.Agent.Netlink;

/// <summary>Sends requests that the kernel acknowledges, one at a time.</summary>
internal sealed class NetlinkRequests : IDisposable
{
    private readonly byte[] _request = new byte[512];
    private readonly byte[] _answer = new byte[8 * 1024];
    private readonly Socket _socket;
    private uint _sequence;

    /// <summary>Opens the socket.</summary>
    /// <param name="protocol">E.g. <see cref="Nl.NETLINK_ROUTE"/>.</param>
    public NetlinkRequests(int protocol)
    {
        _socket = NetlinkSocket.Open(protocol, groups: 0);
        _socket.ReceiveTimeout = 2000;
    }

    /// <summary>Writes one request into a buffer.</summary>
    public delegate void Writer(ref RequestWriter request, uint sequence);

    /// <summary>What the kernel says; its code is 0 when it did as asked.</summary>
    public NetlinkError Send(Writer write)
    {
        try
        {
            RequestWriter request = new(_request);
            write(ref request, ++_sequence);
            _ = _socket.Send(request.End());
            while (true)
            {
                MessageReader messages = new(_answer.AsSpan(0, _socket.Receive(_answer)));
                while (messages.Read())
                {
                    if (messages.Sequence == _sequence && messages.Type == Nl.NLMSG_ERROR)
                    {
                        return NetlinkError.Parse(messages.Type, messages.Payload, messages.Flags);
                    }
                }
            }
        }
        catch (SocketException exception)
        {
            return new NetlinkError(exception.NativeErrorCode == 0 ? (int)exception.SocketErrorCode : exception.NativeErrorCode, exception.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
