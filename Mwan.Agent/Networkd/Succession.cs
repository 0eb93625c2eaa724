namespace Mwan.Agent.Networkd;

/// <summary>
/// What is known of one networkd after another. While a new one asks the servers anew, the delegations that the one before had told stay;
/// what it has told itself it also takes away, at once.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class Succession(TimeProvider time)
{
    // A server that has not answered by then will not be asked about the old promise any more.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private long? _began;

    /// <summary>networkd has started, or may have: nobody listened.</summary>
    public void Begin()
    {
        _began = time.GetTimestamp();
        _told.Clear();
    }

    /// <summary>What counts of what networkd tells now.</summary>
    /// <param name="before">What counted last.</param>
    /// <param name="after">What it tells.</param>
    public IReadOnlyList<InterfaceLeases> After(NetworkdSnapshot before, IReadOnlyList<InterfaceLeases> after)
    {
        bool fresh = _began is { } began && time.GetElapsedTime(began) < Grace;
        List<InterfaceLeases> counts = [];
        foreach (InterfaceLeases leases in after)
        {
            _ = leases.Answered && _told.Add(leases.Interface);
            counts.Add(fresh && !_told.Contains(leases.Interface) ? Delegations.Carry(before.Find(leases.Interface), leases, time.GetUtcNow()) : leases);
        }

        return counts;
    }
}
