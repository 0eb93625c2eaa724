using System.Globalization;
using System.Net.Sockets;

namespace Mwan.Agent.Netlink;

/// <summary>Tells that somebody changed nftables, and who.</summary>
internal sealed class RulesetEvents : IDisposable
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private readonly Socket _socket = NetlinkSocket.Open(Nl.NETLINK_NETFILTER, Nfnl.NftablesGroup);
    private GenerationMessage? _lastForeign;

    /// <summary>The last commit by another process; null: there was none.</summary>
    public GenerationMessage? LastForeign => Volatile.Read(ref _lastForeign);

    /// <summary>Calls <paramref name="changed"/> after each commit of another process until cancelled.</summary>
    public async Task ListenAsync(Action changed, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                int length = await _socket.ReceiveAsync(_buffer, SocketFlags.None, cancellation);
                if (!Foreign(length))
                {
                    continue;
                }
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
            {
                // Events were lost: whoever looks compares the generation anyway.
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

    // What was added or removed comes before the generation, which is last: only that one is of interest.
    private bool Foreign(int length)
    {
        bool foreign = false;
        MessageReader messages = new(_buffer.AsSpan(0, length));
        while (messages.Read())
        {
            if (GenerationMessage.Parse(messages.Type, messages.Payload) is { } generation && !IsOwn(generation.ProcessId))
            {
                Volatile.Write(ref _lastForeign, generation);
                foreign = true;
            }
        }

        return foreign;
    }

    // What the kernel calls the process is the thread that committed (NFTA_GEN_PROC_PID is task_pid_nr of it).
    private static bool IsOwn(int thread) => thread == Environment.ProcessId || Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}"));
}
