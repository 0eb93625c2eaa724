using System.Net.Sockets;

namespace Mwan.Agent.Netlink;

/// <summary>
/// Tells that something of the network changed, not what changed: the reader looks at everything again. So a burst is one look,
/// and a queue that overflowed (ENOBUFS) needs nothing special.
/// </summary>
internal sealed class NetworkEvents : IDisposable
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private readonly Socket _socket = NetlinkSocket.Open(
        Nl.NETLINK_ROUTE,
        Rtm.RTMGRP_LINK | Rtm.RTMGRP_NEIGH
            | Rtm.RTMGRP_IPV4_IFADDR | Rtm.RTMGRP_IPV4_ROUTE | Rtm.RTMGRP_IPV4_RULE
            | Rtm.RTMGRP_IPV6_IFADDR | Rtm.RTMGRP_IPV6_ROUTE | Rtm.RTMGRP_IPV6_RULE);

    /// <summary>Calls <paramref name="changed"/> after each change, with what kind of thing changed, until cancelled.</summary>
    public async Task ListenAsync(Action<string> changed, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                Tell(await _socket.ReceiveAsync(_buffer, SocketFlags.None, cancellation), changed);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
            {
                // The look that follows reads everything anyway.
                changed("lost events");
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Tell(int length, Action<string> changed)
    {
        MessageReader messages = new(_buffer.AsSpan(0, length));
        while (messages.Read())
        {
            changed(Kind(messages.Type));
        }
    }

    // RTM_DEL* is RTM_NEW* and one.
    private static string Kind(ushort type) => (ushort)(type & ~3) switch
    {
        Rtm.RTM_NEWLINK => "link",
        Rtm.RTM_NEWADDR => "address",
        Rtm.RTM_NEWROUTE => "route",
        Rtm.RTM_NEWNEIGH => "neighbour",
        Rtm.RTM_NEWRULE => "rule",
        _ => "network",
    };
}
