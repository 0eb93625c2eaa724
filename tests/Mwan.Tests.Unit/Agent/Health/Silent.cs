using System.Collections.Concurrent;
using Mwan.Agent.Systemd;

namespace Mwan.Tests.Unit.Agent.Health;

/// <summary>A journal that keeps what it is told.</summary>
internal sealed class Silent : IJournal
{
    public ConcurrentQueue<JournalEntry> Entries { get; } = new();

    public void Write(JournalEntry entry) => Entries.Enqueue(entry);
}
