using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Health.Names;
using Mwan.Agent.Health.Probes;
using Mwan.Agent.Supervision;
using Mwan.Agent.Systemd;
using Mwan.Config;

namespace Mwan.Agent.Health;

/// <summary>
/// Measures the health of every member and family of a site. What it knows can be read at any time without waiting; it takes the layers
/// below the Internet from whoever observes them.
/// </summary>
internal sealed class HealthService : IDisposable
{
    private readonly FamilyWatch[] _watches;

    /// <summary>A service that does not run yet.</summary>
    /// <param name="site">The site.</param>
    /// <param name="last">What another run left; members that the site has no more are passed over.</param>
    /// <param name="rounds">How targets are asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Called, on any thread, after a verdict or its failing layer changed. Must not wait and must not throw.</param>
    /// <param name="failed">Called, on any thread, after each round without success. Must not wait long and must not throw.</param>
    public HealthService(Site site, IReadOnlyList<LastVerdict> last, IRounds rounds, TimeProvider time, Action changed, Action<ProbedFamily>? failed = null)
    {
        Clock clock = new(time);
        _watches = [.. ProbedFamily.Of(site).Select(family => new FamilyWatch(family, Start(family, last, clock.Now), rounds, clock, time, changed, failed))];
    }

    /// <summary>The verdicts now. Each is immutable, and so is the whole: it is a copy.</summary>
    public IReadOnlyDictionary<(string Member, AddressFamily Family), FamilyHealth> Snapshot =>
        _watches.ToDictionary(watch => (watch.Family.Member, watch.Family.Family), watch => watch.State.Health);

    /// <summary>All that is known, in the order of the site, for people and scripts.</summary>
    public IReadOnlyList<FamilyMeasurement> Measurements => [.. _watches.Select(watch => FamilyMeasurement.Of(watch.Family, watch.State))];

    /// <summary>What another run should start from.</summary>
    public IReadOnlyList<LastVerdict> Last => [.. _watches.Select(watch => watch.State.ToLast(watch.Family))];

    /// <summary>A service that asks with real sockets.</summary>
    /// <param name="site">The site.</param>
    /// <param name="last">What another run left.</param>
    /// <param name="offered">Name servers that a member's lease offers, asked for where the site names none.</param>
    /// <param name="journal">Where names that do not resolve are reported.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">See the constructor.</param>
    /// <param name="failed">See the constructor.</param>
    /// <param name="stop">Ends what runs in the background.</param>
    public static HealthService WithSockets(
        Site site,
        IReadOnlyList<LastVerdict> last,
        Func<string, IReadOnlyList<IPAddress>> offered,
        IJournal journal,
        TimeProvider time,
        Action changed,
        Action<ProbedFamily> failed,
        CancellationToken stop)
    {
        TargetNames names = SiteNames(site, offered, journal, time, stop);
        return new HealthService(site, last, new Rounds(names, time), time, changed, failed);
    }

    /// <summary>Resolution of target names by each member, with the site's name servers.</summary>
    public static TargetNames SiteNames(
        Site site, Func<string, IReadOnlyList<IPAddress>> offered, IJournal journal, TimeProvider time, CancellationToken stop)
    {
        NameResolver resolver = new(time);
        IPAddress[] configured = [.. site.NameServers.Select(IPAddress.Parse)];
        return new TargetNames(
            (family, name, cancellation) =>
                resolver.ResolveAsync(family.Path, name, family.Family, configured.Length > 0 ? configured : offered(family.Member), cancellation),
            journal,
            time,
            stop);
    }

    /// <summary>Takes news of the layers below one family; the verdict has changed when this returns. Names that are not probed are passed over.</summary>
    public void Tell(string member, AddressFamily family, LayerFacts facts) =>
        Array.Find(_watches, watch => watch.Family.Family == family && watch.Family.Member == member)?.Tell(facts);

    /// <summary>Takes what another run left, which came late, see <see cref="HealthState.Recall"/>.</summary>
    public void Recall(IReadOnlyList<LastVerdict> last)
    {
        foreach (LastVerdict verdict in last)
        {
            Array.Find(_watches, watch => watch.Family.Family == verdict.Family && watch.Family.Member == verdict.Member)?.Recall(verdict);
        }
    }

    /// <summary>Measures until cancelled.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="supervisor">Starts a family's watch again that failed; null: nobody does.</param>
    public Task RunAsync(CancellationToken cancellation, Supervisor? supervisor = null) => Task.WhenAll(_watches.Select((watch, i) =>
    {
        TimeSpan phase = Cadence.Phase(i, _watches.Length, watch.Family.Settings.Interval);
        return supervisor is null
            ? watch.RunAsync(phase, cancellation)
            : supervisor.RunAsync($"Measuring {watch.Family.Member} {watch.Family.FamilyName}", token => watch.RunAsync(phase, token), cancellation);
    }));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FamilyWatch watch in _watches)
        {
            watch.Dispose();
        }
    }

    private static HealthState Start(ProbedFamily family, IReadOnlyList<LastVerdict> last, Moment now) =>
        last.FirstOrDefault(verdict => verdict.Member == family.Member && verdict.Family == family.Family) is { } known
            ? HealthState.Restored(known, family.Settings, now)
            : HealthState.First(family.Settings, now);
}
