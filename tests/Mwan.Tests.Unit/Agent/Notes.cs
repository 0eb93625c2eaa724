using System.Collections.Concurrent;
using Mwan.Agent.Systemd;

namespace Mwan.Tests.Unit.Agent;

/// <summary>A journal that a test reads.</summary>
internal sealed class Notes : IJournal
{
    private readonly ConcurrentQueue<JournalEntry> _entries = new();

    public IReadOnlyList<string> Lines => [.. _entries.Select(entry => entry.Message)];

    public void Write(JournalEntry entry) => _entries.Enqueue(entry);
}
