namespace Mwan.Agent.Networkd;

/// <summary>What networkd said last. Delegations carry their own end, so an old snapshot is never believed for too long.</summary>
/// <param name="Interfaces">The interfaces that networkd knows.</param>
/// <param name="Problem">Why this may be out of date, as a sentence; null: it is not.</param>
internal sealed record NetworkdSnapshot(IReadOnlyList<InterfaceLeases> Interfaces, string? Problem)
{
    /// <summary>What is known before networkd has answered.</summary>
    public static NetworkdSnapshot Nothing { get; } = new([], "systemd-networkd has not been asked yet");

    /// <summary>The interface of this name; null: networkd does not know it.</summary>
    public InterfaceLeases? Find(string name) => Interfaces.FirstOrDefault(entry => string.Equals(entry.Interface, name, StringComparison.Ordinal));

    /// <summary>Whether nothing but the rounding of times differs.</summary>
    public bool IsSameAs(NetworkdSnapshot other) =>
        string.Equals(Problem, other.Problem, StringComparison.Ordinal)
        && Interfaces.Count == other.Interfaces.Count
        && Interfaces.Zip(other.Interfaces).All(pair => pair.First.IsSameAs(pair.Second));
}
