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

    /// <summary>Calls <paramref name="changed"/> after each change until cancelled.</summary>
    public async Task ListenAsync(Action changed, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                _ = await _socket.ReceiveAsync(_buffer, SocketFlags.None, cancellation);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
            {
                // Events were lost. The look that follows reads everything anyway.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            changed();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
