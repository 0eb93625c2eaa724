using System.Net.Sockets;
using Mwan.Agent.Applying;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Systemd;
using Mwan.Agent.Tracing;
using Mwan.Config;

namespace Mwan.Agent.Running;

/// <summary>Keeps the kernel on the plan for the world, and says in the journal what it changed. A quiet system logs nothing.</summary>
internal sealed class Dataplane : IDisposable
{
    private readonly Site? _site;
    private readonly IJournal _journal;
    private readonly NetlinkRequests _requests = new(Nl.NETLINK_ROUTE);
    private readonly INftables _nftables = Nftables.Open();
    private readonly RulesetEvents? _events;
    private readonly Applier _applier;
    private RulesetGeneration? _generation;
    private IReadOnlyList<string> _problems = [];

    /// <summary>Opens the ways to the kernel.</summary>
    /// <param name="layout">Where things lie.</param>
    /// <param name="site">The site; null: there is none, and the kernel is left alone.</param>
    /// <param name="journal">Where changes are said.</param>
    public Dataplane(Layout layout, Site? site, IJournal journal)
    {
        _site = site;
        _journal = journal;
        _applier = new Applier(_requests, new Firewall(_nftables, () => (_generation ??= new RulesetGeneration()).Read(), layout.Baseline));
        try
        {
            _events = new RulesetEvents();
        }
        catch (SocketException exception)
        {
            Say(Priority.Error, $"The kernel does not tell who changes nftables ({exception.Message}); changes are found by the slow timer alone.");
        }
    }

    /// <summary>Follows what is planned and applied; null: nobody does.</summary>
    public Tracer? Tracer { get; init; }

    /// <summary>What carries new flows now.</summary>
    public Selection Selection { get; private set; } = Selection.None;

    /// <summary>Whether something was refused when the last plan was applied, so that it should be tried again soon.</summary>
    public bool IsUnsettled => _problems.Count > 0;

    /// <summary>Whether new flows follow the last plan: only then is it time to think of the old ones.</summary>
    public bool IsInForce { get; private set; }

    /// <summary>Plans for a world and applies the difference.</summary>
    /// <param name="world">The world.</param>
    /// <param name="network">What the kernel had when it was looked at.</param>
    /// <returns>The plan; null: there is no site.</returns>
    public Plan? Follow(World world, NetworkSnapshot network)
    {
        if (_site is null)
        {
            return null;
        }

        Plan plan = Planner.Plan(_site, world);
        Tracer?.Planned(plan);
        Applied applied = _applier.Apply(plan, network, _events?.LastForeign);
        Tracer?.Applied(applied);
        Selection = plan.Selection;
        IsInForce = applied.IsInForce;
        if (applied.Changes.Count > 0)
        {
            Say(Priority.Notice, $"{PlanText.Of(plan)}. Changed: {string.Join("; ", applied.Changes)}");
        }

        foreach (string problem in applied.Problems.Except(_problems, StringComparer.Ordinal))
        {
            Say(Priority.Error, problem);
        }

        _problems = applied.Problems;
        return plan;
    }

    /// <summary>Calls <paramref name="changed"/> when somebody else changed nftables, with who did, until cancelled.</summary>
    public Task WatchAsync(Action<string> changed, CancellationToken cancellation) => _events?.ListenAsync(
        () => changed(_events.LastForeign is { } who ? $"{Cause.Nftables}, by {who.ProcessName} ({who.ProcessId})" : Cause.Nftables), cancellation) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _events?.Dispose();
        _generation?.Dispose();
        _nftables.Dispose();
        _requests.Dispose();
    }

    private void Say(Priority priority, string text) => _journal.Write(new JournalEntry(priority, text, ("SUBJECT", "dataplane")));
}
