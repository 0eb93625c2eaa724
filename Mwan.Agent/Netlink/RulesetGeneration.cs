using System.Net.Sockets;

namespace Mwan.Agent.Netlink;

/// <summary>Asks for the generation of the nftables ruleset.</summary>
internal sealed class RulesetGeneration : IDisposable
{
    private readonly byte[] _buffer = new byte[4096];
    private readonly Socket _socket;
    private uint _sequence;

    /// <summary>Opens the socket.</summary>
    public RulesetGeneration()
    {
        _socket = NetlinkSocket.Open(Nl.NETLINK_NETFILTER, groups: 0);
        _socket.ReceiveTimeout = 2000;
    }

    /// <summary>The generation now.</summary>
    /// <exception cref="SocketException">The kernel does not tell.</exception>
    public uint Read()
    {
        RequestWriter request = new(stackalloc byte[64]);
        request.Begin(Nfnl.NFT_MSG_GETGEN, flags: 0, ++_sequence, stackalloc byte[Nfnl.BodyLength]);
        _ = _socket.Send(request.End());
        while (true)
        {
            MessageReader messages = new(_buffer.AsSpan(0, _socket.Receive(_buffer)));
            while (messages.Read())
            {
                if (messages.Sequence != _sequence)
                {
                    continue;
                }

                if (messages.Type == Nl.NLMSG_ERROR)
                {
                    NetlinkError error = NetlinkError.Parse(messages.Type, messages.Payload, messages.Flags);
                    throw new SocketException(error.Code, error.Message);
                }

                if (GenerationMessage.Parse(messages.Type, messages.Payload) is { } generation)
                {
                    return generation.Id;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
