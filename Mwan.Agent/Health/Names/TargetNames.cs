using System.Net;
using Mwan.Agent.Systemd;

namespace Mwan.Agent.Health.Names;

/// <summary>
/// The addresses of targets that are names, per member and family. Nobody waits for a resolution; while one fails, the last good
/// address is kept, for a name server that is gone is no reason to stop measuring.
/// </summary>
/// <param name="resolve">Resolves a name by a member.</param>
/// <param name="journal">Told when a name stops resolving, and when it resolves again.</param>
/// <param name="time">The clock.</param>
/// <param name="stop">Ends resolutions that are under way.</param>
internal sealed class TargetNames(
    Func<ProbedFamily, string, CancellationToken, Task<Resolution>> resolve, IJournal journal, TimeProvider time, CancellationToken stop)
{
    /// <summary>An address is kept at least this long, whatever its time to live.</summary>
    public static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(30);

    /// <summary>An address is kept at most this long.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    /// <summary>Time to the next try after a failed one.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>What is known now; starts a resolution in the background when one is due.</summary>
    public KnownName Find(ProbedFamily family, string name)
    {
        string key = Key(family, name);
        KnownName known;
        lock (_lock)
        {
            Entry entry = _entries.GetValueOrDefault(key, Entry.Unknown);
            known = entry.Name;
            if (entry.Resolving || (entry.Found is { } found && time.GetElapsedTime(found) < entry.Life))
            {
                return known;
            }

            _entries[key] = entry with { Resolving = true };
        }

        _ = RefreshAsync(family, name);
        return known;
    }

    /// <summary>Resolves a name now and waits for it.</summary>
    public async Task RefreshAsync(ProbedFamily family, string name)
    {
        Resolution resolution;
        try
        {
            resolution = await resolve(family, name, stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Entry before;
        lock (_lock)
        {
            string key = Key(family, name);
            before = _entries.GetValueOrDefault(key, Entry.Unknown);
            bool good = resolution.Addresses.Count > 0;
            TimeSpan life = good ? TimeSpan.FromTicks(Math.Clamp(resolution.TimeToLive.Ticks, ShortestLife.Ticks, LongestLife.Ticks)) : Retry;
            _entries[key] = new Entry(
                new KnownName(good ? Kept(before.Name.Address, resolution.Addresses) : before.Name.Address, resolution.Problem),
                time.GetTimestamp(),
                life,
                Resolving: false);
        }

        Say(family, name, before, resolution.Problem);
    }

    // Once when it begins and once when it ends.
    private void Say(ProbedFamily family, string name, Entry before, string? problem)
    {
        bool wasGood = before.Found is null || before.Name.Problem is null;
        string place = $"{family.Member} {family.FamilyName}";
        if (wasGood && problem is not null)
        {
            string effect = before.Name.Address is { } kept ? $"its last address {kept} stays in use" : "it is left out of the rounds";
            journal.Write(new JournalEntry(Priority.Warning, $"{place}: the probe target {name} does not resolve ({problem}); {effect}.", ("LINK", family.Member), ("SUBJECT", "health")));
        }
        else if (!wasGood && problem is null)
        {
            journal.Write(new JournalEntry(Priority.Notice, $"{place}: the probe target {name} resolves again.", ("LINK", family.Member), ("SUBJECT", "health")));
        }
    }

    // Name servers turn the order; a target that jumps about would blur loss and latency.
    private static IPAddress Kept(IPAddress? before, IReadOnlyList<IPAddress> now) => before is not null && now.Contains(before) ? before : now[0];

    private static string Key(ProbedFamily family, string name) => $"{family.Member} {family.FamilyName} {name}";

    private sealed record Entry(KnownName Name, long? Found, TimeSpan Life, bool Resolving)
    {
        public static Entry Unknown { get; } = new(new KnownName(Address: null, "it is being resolved for the first time"), Found: null, TimeSpan.Zero, Resolving: false);
    }
}
