using System.Collections.Concurrent;
using Mwan.Agent;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Health;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Running;
using Mwan.Agent.Systemd;
using Mwan.Config;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>Turns of the control loop in the router's namespace, one by one, with the verdicts that a test sets and a clock that it moves.</summary>
internal sealed class Steering : IJournal, IDisposable
{
    private readonly Lab _lab;
    private readonly MovedTime _time = new();
    private readonly ConcurrentQueue<string> _journal = new();
    private readonly Dataplane _dataplane;
    private readonly Observer _observer;
    private readonly FlowKeeper _flows;

    public Steering(Lab lab, Site site)
    {
        _lab = lab;
        (_dataplane, _observer, _flows) = lab.Router.Run(() => (
            new Dataplane(new Layout(lab.Root), site, this),
            new Observer(new Layout(lab.Root), new LoadedSite(site, Problem: null), TimeProvider.System, () => { }),
            new FlowKeeper(site, [], this, _time, () => { })));
    }

    /// <summary>What was said of flows so far.</summary>
    public IReadOnlyList<string> Deletions => [.. _journal.Where(line => line.Contains(" deleted: ", StringComparison.Ordinal))];

    /// <summary>What is known beside what the kernel tells.</summary>
    public Func<World, World> Known { get; set; } = world => world;

    /// <summary>One turn, some time after the last; returns when its deletions are done.</summary>
    public void Turn(double seconds = 0)
    {
        _time.Pass(TimeSpan.FromSeconds(seconds));
        _ = _lab.Router.Run(() =>
        {
            World world = Known(_observer.Look() with { Previous = _dataplane.Selection });
            if (_dataplane.Follow(world, _observer.Network) is { } plan && _dataplane.IsInForce)
            {
                _flows.Follow(world, plan);
            }

            return true;
        });
        _ = Waiting.Until(() => !_flows.IsBusy, "the deletions are done");
    }

    /// <summary>Sets both families' verdict of a member from the next turn on.</summary>
    public void Judge(params (string Member, Verdict Verdict)[] verdicts) => Known = world => verdicts.Aggregate(world, (changed, verdict) =>
    {
        FamilyHealth health = new(verdict.Verdict, Failing: null, world.At);
        return changed.With(verdict.Member, upstream => upstream with { Ipv4Health = health, Ipv6Health = health });
    });

    /// <summary>How many flows have a member's mark.</summary>
    public int Count(Family family, string member) => _lab.Router.Run(() =>
    {
        using FlowTable table = new();
        return table.Count(new FlowFilter(family, (uint)Lab.Wan(member).Mark, 0xff));
    });

    public void Write(JournalEntry entry) => _journal.Enqueue(entry.Message);

    public void Dispose()
    {
        _flows.Dispose();
        _observer.Dispose();
        _dataplane.Dispose();
    }

    private sealed class MovedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _ = Interlocked.Add(ref _ticks, time.Ticks);

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);
    }
}
