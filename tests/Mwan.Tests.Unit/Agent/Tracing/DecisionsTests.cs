using System.Threading.Channels;
using Mwan.Agent.Tracing;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Tracing;

public sealed class DecisionsTests
{
    [Fact]
    public void Only_the_last_are_kept()
    {
        Decisions decisions = new(capacity: 3);
        Add(decisions, 5);
        Assert.Equal(["2", "3", "4"], decisions.Last.Select(decision => decision.Trace), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_watcher_hears_what_is_decided_from_then_on()
    {
        Decisions decisions = new();
        Add(decisions, 1);
        Channel<Decision> watcher = decisions.Watch()!;
        Add(decisions, 2);
        Assert.Equal("0", (await watcher.Reader.ReadAsync()).Trace);
        Assert.Equal("1", (await watcher.Reader.ReadAsync()).Trace);
        decisions.Forget(watcher);
        Assert.False(await watcher.Reader.WaitToReadAsync());
    }

    [Fact]
    public async Task A_watcher_that_does_not_read_is_let_go_and_nobody_waits_for_it()
    {
        Decisions decisions = new();
        Channel<Decision> slow = decisions.Watch()!;
        Add(decisions, 1000);
        int heard = 0;
        await foreach (Decision decision in slow.Reader.ReadAllAsync())
        {
            heard++;
        }

        Assert.InRange(heard, 1, 100);
        Assert.Equal(Decisions.Capacity, decisions.Last.Count);
    }

    [Fact]
    public void Only_so_many_may_watch_and_one_who_leaves_makes_room()
    {
        Decisions decisions = new();
        Channel<Decision>[] watchers = [.. Enumerable.Range(0, Decisions.MaximumWatchers).Select(_ => decisions.Watch()!)];
        Assert.Null(decisions.Watch());
        decisions.Forget(watchers[0]);
        Assert.NotNull(decisions.Watch());
    }

    private static void Add(Decisions decisions, int count)
    {
        for (int i = 0; i < count; i++)
        {
            decisions.Add(new Decision { Trace = $"{i}", At = DateTimeOffset.UnixEpoch, Causes = [] });
        }
    }
}
