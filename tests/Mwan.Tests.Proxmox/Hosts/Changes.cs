using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Hosts;

/// <summary>What of a journal changes the host.</summary>
internal static class Changes
{
    /// <summary>Calls that came by SSH and change the host; what a unit or a guest called is theirs.</summary>
    public static IEnumerable<JournalEntry> Of(IEnumerable<JournalEntry> journal) => journal.Where(static entry => entry is { Program: not "ssh", Guest: null, Step: not null } && !OnlyReads(entry));

    /// <summary>Steps at which a run is cut off: each command that comes, and each call that changes something.</summary>
    public static IReadOnlyList<int> StepsOf(IReadOnlyList<JournalEntry> journal) =>
        [.. journal.Where(static entry => entry.Program == "ssh").Concat(Of(journal)).Select(static entry => entry.Step!.Value).Order()];

    private static bool OnlyReads(JournalEntry entry) => (entry.Program, entry.Arguments) switch
    {
        ("pveversion" or "pvesh" or "journalctl" or "udevadm", _) => true,
        ("pvesm", ["status" or "list" or "path", ..]) => true,
        ("ip", _) => !entry.Arguments.Contains("set", StringComparer.Ordinal),
        ("systemctl", ["is-active" or "is-enabled" or "is-failed" or "show" or "cat", ..]) => true,
        ("qm", ["list" or "config" or "status" or "pending", ..]) => true,
        ("qm", ["guest", "cmd", ..]) => true,

        // What is asked of the box; what it is told is an upgrade, a rollback, a restart or an import.
        ("qm", ["guest", "exec", ..]) => entry.Arguments.Contains("mwan", StringComparer.Ordinal) && entry.Arguments.Any(static word => word is "version" or "status" or "slots" or "gate"),
        _ => false,
    };
}
