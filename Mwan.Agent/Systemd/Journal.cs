using System.Globalization;
using System.Net.Sockets;

namespace Mwan.Agent.Systemd;

/// <summary>
/// systemd's journal over its native socket. journald that does not read (its disk hangs) costs entries, never time:
/// what is lost is counted and said with the next entry that gets through.
/// </summary>
/// <param name="path">The journal's socket.</param>
internal sealed class Journal(string path) : IJournal, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly UnixDomainSocketEndPoint _target = new(path);
    private long _lost;

    /// <summary>The journal if it runs, otherwise standard error.</summary>
    public static IJournal Open(Layout layout) =>
        File.Exists(layout.JournalSocket) ? new Journal(layout.JournalSocket) : new StandardErrorJournal();

    /// <inheritdoc/>
    public void Write(JournalEntry entry)
    {
        lock (_lock)
        {
            if (_lost > 0 && TrySend(Lost(_lost)))
            {
                _lost = 0;
            }

            if (!TrySend(entry))
            {
                _lost++;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static JournalEntry Lost(long count) => new(
        Priority.Warning,
        string.Create(CultureInfo.InvariantCulture, $"{count} entries were lost while the journal did not read."));

    private bool TrySend(JournalEntry entry)
    {
        try
        {
            _ = _socket.SendTo(entry.Encode(), _target);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
