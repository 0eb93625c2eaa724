using System.Collections.Concurrent;
using System.Net.Sockets;
using Mwan.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health;

public sealed class HealthServiceTests : IDisposable
{
    private static readonly (string, AddressFamily) Att = ("att", AddressFamily.InterNetwork);

    private readonly SteppedTime _time = new();
    private readonly FakeRounds _rounds = new();
    private readonly CancellationTokenSource _stop = new();
    private int _changes;

    [Fact]
    public async Task Each_family_is_measured_at_its_own_interval_and_metered_ones_rarely()
    {
        using HealthService service = Start();
        await RestedAsync();
        await PassAsync(TimeSpan.FromSeconds(5), "att IPv4", 6);
        Assert.Equal((5, 1, 1), (_rounds.Count("att IPv6"), _rounds.Count("monkeybrains IPv4"), _rounds.Count("vps IPv4")));
        Assert.Equal(7, service.Snapshot.Count);
        Assert.Equal(Verdict.Healthy, service.Snapshot[Att].Verdict);
        await PassAsync(TimeSpan.FromSeconds(1), "att IPv4", 7);
        Assert.Equal(2, _rounds.Count("monkeybrains IPv4"));
    }

    [Fact]
    public async Task What_nothing_needs_is_asked_rarely_until_it_is_needed_or_something_is_wrong()
    {
        LayerFacts idle = new(Carrier: true, Handshake: true) { Idle = true };
        using HealthService service = Start();
        await RestedAsync();
        await PassAsync(TimeSpan.FromSeconds(0.25), "vps IPv4", 1);
        service.Tell("vps", AddressFamily.InterNetwork, idle);
        await PassAsync(TimeSpan.FromSeconds(5), "vps IPv4", 2);
        await PassAsync(TimeSpan.FromSeconds(299), "vps IPv4", 2);
        await PassAsync(TimeSpan.FromSeconds(1), "vps IPv4", 3);
        await AtOnceAsync(idle with { Idle = false }, 4);
        await PassAsync(TimeSpan.FromSeconds(5), "vps IPv4", 5);
        service.Tell("vps", AddressFamily.InterNetwork, idle);
        await PassAsync(TimeSpan.FromSeconds(5), "vps IPv4", 6);
        await AtOnceAsync(idle with { Handshake = false }, 7);
        await PassAsync(TimeSpan.FromSeconds(5), "vps IPv4", 8);
        service.Tell("vps", AddressFamily.InterNetwork, idle);
        await PassAsync(TimeSpan.FromSeconds(5), "vps IPv4", 9);

        // The first that fails may have woken the line, and counts for nothing; but the next comes soon.
        _rounds.Broken = true;
        await PassAsync(TimeSpan.FromSeconds(300), "vps IPv4", 10);
        Assert.True(service.Measurements[^1].Succeeds);
        await PassAsync(TimeSpan.FromSeconds(5), "vps IPv4", 11);
        Assert.False(service.Measurements[^1].Succeeds);
        await PassAsync(TimeSpan.FromSeconds(5), "vps IPv4", 12);

        async Task AtOnceAsync(LayerFacts facts, int round)
        {
            int sets = _time.Sets;
            service.Tell("vps", AddressFamily.InterNetwork, facts);
            await _rounds.UntilAsync("vps IPv4", round);
            await Waiting.UntilAsync(() => _time.Sets > sets, "the next round is waited for");
        }
    }

    [Fact]
    public async Task A_round_that_is_late_is_not_made_up_for()
    {
        using HealthService service = Start();
        await RestedAsync();
        TaskCompletionSource slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _rounds.Slow = slow.Task;
        _time.Pass(TimeSpan.FromSeconds(1));
        await _rounds.UntilAsync("att IPv4", 2);
        _time.Pass(TimeSpan.FromSeconds(60.5));
        _rounds.Slow = Task.CompletedTask;
        slow.SetResult();
        await RestedAsync();
        await PassAsync(TimeSpan.FromSeconds(0.5), "att IPv4", 3);
        await PassAsync(TimeSpan.FromSeconds(1), "att IPv4", 4);
        Assert.Equal(4, _rounds.Count("att IPv4"));
    }

    [Fact]
    public async Task A_lost_carrier_counts_at_once_stops_the_rounds_and_its_return_starts_one()
    {
        using HealthService service = Start();
        await RestedAsync();
        Assert.Equal(Verdict.Healthy, service.Snapshot[Att].Verdict);
        int before = Volatile.Read(ref _changes);
        service.Tell("att", AddressFamily.InterNetwork, new LayerFacts(Carrier: false));
        Assert.Equal(new FamilyHealth(Verdict.Unhealthy, Layer.Carrier, _time.GetUtcNow()), service.Snapshot[Att]);
        Assert.Equal(before + 1, Volatile.Read(ref _changes));
        int rounds = _rounds.Count("att IPv4");
        int others = _rounds.Count("webpass IPv4");
        await PassAsync(TimeSpan.FromSeconds(5), "webpass IPv4", others + 5, waiting: 6);
        Assert.Equal(rounds, _rounds.Count("att IPv4"));
        service.Tell("att", AddressFamily.InterNetwork, new LayerFacts(Carrier: true));
        await _rounds.UntilAsync("att IPv4", rounds + 1);
        Assert.Equal(Verdict.Unhealthy, service.Snapshot[Att].Verdict);
        await Waiting.UntilAsync(() => service.Measurements[0].HoldSeconds is 30, "the hold is shown");
    }

    [Fact]
    public async Task A_round_that_throws_is_one_that_could_not_be_made()
    {
        _rounds.Broken = true;
        using HealthService service = Start();
        for (int round = 1; round <= 4; round++)
        {
            await _rounds.UntilAsync("att IPv4", round);
            _time.Pass(TimeSpan.FromSeconds(1));
        }

        await Waiting.UntilAsync(() => service.Snapshot[Att].Verdict is Verdict.Unknown, "it is unknown");
        await Waiting.UntilAsync(() => service.Measurements[0].Targets[0] is { Outcome: ProbeOutcome.CannotProbe, Reason: "the room is dark" }, "the reason is shown");
        _rounds.Broken = false;
        await Waiting.UntilAsync(
            () =>
            {
                _time.Pass(TimeSpan.FromSeconds(0.1));
                return service.Snapshot[Att].Verdict is Verdict.Healthy;
            },
            "it goes on");
    }

    [Fact]
    public void What_another_run_left_is_where_it_begins_and_strangers_are_passed_over()
    {
        FamilyHealth down = new(Verdict.Unhealthy, Layer.Internet, Script.Beginning.AddDays(-1));
        LastVerdict[] last = [new("att", AddressFamily.InterNetwork, down, OwesHold: true, Flaps: 3), new("gone", AddressFamily.InterNetwork, down, OwesHold: true, Flaps: 3)];
        using HealthService service = new(ExampleSite.Value, last, _rounds, _time, () => { });
        Assert.Equal(down, service.Snapshot[Att]);
        Assert.Equal(last[0], service.Last[0]);
        Assert.Equal(7, service.Last.Count);
        service.Tell("gone", AddressFamily.InterNetwork, new LayerFacts(Carrier: false));
    }

    [Fact]
    public void Every_family_of_every_member_is_measured_by_its_own_way_with_the_targets_it_can_reach()
    {
        IReadOnlyList<ProbedFamily> families = ProbedFamily.Of(ExampleSite.Value);
        Assert.Equal(
            ["att IPv4 enatt0.3242 1", "att IPv6 enatt0.3242 1", "webpass IPv4 enwebpass0 2", "webpass IPv6 enwebpass0 2", "monkeybrains IPv4 enmbrains0 3", "monkeybrains IPv6 enmbrains0 3", "vps IPv4 wgvps0 4"],
            families.Select(family => $"{family.Member} {family.FamilyName} {family.Path.Interface} {family.Path.Mark}"),
            StringComparer.Ordinal);
        Assert.Equal(
            ["icmp 2606:4700:4700::1111", "dns 2620:fe::fe (example.com)", "tcp [2001:4860:4860::8888]:443", "http connectivity-check.ubuntu.com/"],
            families[1].Targets.Select(TargetMeasurement.Name),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_another_run_left_and_came_late_counts_for_what_is_not_measured_yet_alone()
    {
        FamilyHealth down = new(Verdict.Unhealthy, Layer.Internet, _time.GetUtcNow());
        LastVerdict[] late = [new("att", AddressFamily.InterNetwork, down, OwesHold: true, Flaps: 3), new("gone", AddressFamily.InterNetwork, down, OwesHold: true, Flaps: 3)];
        using HealthService waiting = new(ExampleSite.Value, [], _rounds, _time, () => Interlocked.Increment(ref _changes));
        waiting.Recall(late);
        Assert.Equal(down, waiting.Snapshot[Att]);
        using HealthService blocked = new(ExampleSite.Value, [], _rounds, _time, () => { });
        blocked.Tell("att", AddressFamily.InterNetwork, new LayerFacts(Carrier: false));
        blocked.Recall(late);
        Assert.Equal(Layer.Carrier, blocked.Snapshot[Att].Failing);
        Assert.Equal((3, true), blocked.Last.Where(last => last.Member == "att").Select(last => (last.Flaps, last.OwesHold)).First());
        using HealthService measured = Start();
        await Waiting.UntilAsync(() => measured.Snapshot[Att].Verdict is Verdict.Healthy, "att is healthy");
        measured.Recall(late);
        Assert.Equal(Verdict.Healthy, measured.Snapshot[Att].Verdict);
    }

    [Fact]
    public async Task Each_round_without_success_is_told_and_none_with()
    {
        ConcurrentQueue<string> failed = new();
        using HealthService service = new(ExampleSite.Value, [], _rounds, _time, () => { }, family => failed.Enqueue($"{family.Member} {family.FamilyName}"));
        _ = service.RunAsync(_stop.Token);
        await RestedAsync();
        Assert.Equal(Verdict.Healthy, service.Snapshot[Att].Verdict);
        Assert.DoesNotContain(failed, name => name == "att IPv4");
        _rounds.Broken = true;
        await PassAsync(TimeSpan.FromSeconds(2), "att IPv4", 3);
        await Waiting.UntilAsync(() => failed.Any(name => name == "att IPv4"), "the failure is told");
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private HealthService Start()
    {
        HealthService service = new(ExampleSite.Value, [], _rounds, _time, () => Interlocked.Increment(ref _changes));
        _ = service.RunAsync(_stop.Token);
        return service;
    }

    // Only then may time pass: one who is still at a round would find the next one missed.
    private Task RestedAsync(int waiting = 7) => Waiting.UntilAsync(() => _time.Armed == waiting, "all wait for their next round");

    // In small steps, each of which all rounds that are due in it have seen.
    private async Task PassAsync(TimeSpan time, string family, int rounds, int waiting = 7)
    {
        int before = _rounds.Count(family);
        if (rounds == before)
        {
            _time.Pass(time);
            await RestedAsync(waiting);
            Assert.Equal(before, _rounds.Count(family));
        }

        TimeSpan step = time / Math.Max(1, rounds - before);
        for (int round = before; round < rounds; round++)
        {
            _time.Pass(step);
            await RestedAsync(waiting);
            Assert.Equal(round + 1, _rounds.Count(family));
        }
    }

    private sealed class FakeRounds : IRounds
    {
        private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

        public bool Broken { get; set; }

        public Task Slow { get; set; } = Task.CompletedTask;

        public int Count(string family) => _counts.GetValueOrDefault(family);

        public Task UntilAsync(string family, int count) => Waiting.UntilAsync(() => Count(family) >= count, $"round {count} of {family}");

        public async Task<IReadOnlyList<ProbeResult>> RunAsync(ProbedFamily family, CancellationToken cancellation)
        {
            _ = _counts.AddOrUpdate($"{family.Member} {family.FamilyName}", 1, (_, count) => count + 1);
            await Slow;
            return Broken ? throw new InvalidOperationException("the room is dark.") : [.. family.Targets.Select(_ => Script.Answer)];
        }
    }
}
