using Mwan.Agent.Netlink;

namespace Mwan.Agent.Gateways;

/// <summary>
/// Makes the kernel ask a gateway for its MAC. Only when probes by it fail: the traffic of a line that works keeps the kernel's entry
/// fresh, and one that is quiet stays quiet. The kernel asks three times in three seconds before it gives an entry up.
/// </summary>
/// <param name="requests">Speaks rtnetlink; used by this alone.</param>
/// <param name="time">The clock.</param>
internal sealed class GatewayQuestions(NetlinkRequests requests, TimeProvider time) : IDisposable
{
    private const int Most = 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<Gateway, long> _asked = [];

    /// <summary>Asks, unless it was asked a moment ago. On any thread.</summary>
    /// <returns>Whether the kernel took the question.</returns>
    public bool Ask(Gateway gateway)
    {
        lock (_lock)
        {
            if (_asked.TryGetValue(gateway, out long at) && time.GetElapsedTime(at) < Pause)
            {
                return false;
            }

            if (_asked.Count == Most)
            {
                // Gateways of long ago.
                _asked.Clear();
            }

            _asked[gateway] = time.GetTimestamp();

            // An entry with a MAC is checked anew; without one there is nothing to check, and the kernel looks for it as for a packet.
            return Send(gateway, Rtm.NUD_PROBE, Nl.NLM_F_ACK, use: false) || Send(gateway, state: 0, Nl.NLM_F_ACK | Nl.NLM_F_CREATE, use: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            requests.Dispose();
        }
    }

    private bool Send(Gateway gateway, ushort state, ushort flags, bool use) =>
        requests.Send((ref request, sequence) => new NeighbourMessage(gateway.LinkIndex, gateway.Address, Mac: null, IsRouter: false, state).Write(ref request, flags, sequence, use)).Code == 0;
}
