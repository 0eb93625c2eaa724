namespace Mwan.Agent.Supplicant;

/// <summary>How far the remedies for one WAN have come. Moments are those of a monotonic clock.</summary>
/// <param name="Since">When the port was open without a lease for the first time; null: it is not.</param>
/// <param name="Attempts">Remedies tried since then.</param>
/// <param name="LastAttempt">When the last one was tried; null: none was.</param>
/// <param name="Closed">Whether the port was closed when it was last known.</param>
internal sealed record RenewState(TimeSpan? Since, int Attempts, TimeSpan? LastAttempt, bool Closed = false)
{
    /// <summary>All is well.</summary>
    public static RenewState Well { get; } = new(Since: null, Attempts: 0, LastAttempt: null);
}
