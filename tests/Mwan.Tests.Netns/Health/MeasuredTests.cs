using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Health.Names;
using Mwan.Agent.Health.Probes;
using Mwan.Agent.Systemd;
using Mwan.Config;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Netns.Health;

/// <summary>Health over real sockets, between namespaces of this machine.</summary>
public sealed class MeasuredTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(3.5);

    private readonly World _world = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _open = [];

    [Fact]
    public async Task Each_member_asks_its_own_Internet_by_every_protocol_and_family()
    {
        Site site = World.Site(health => health with { Timeout = TimeSpan.FromSeconds(0.9) });
        (IRounds rounds, TargetNames names) = Rounds(site);
        foreach (ProbedFamily family in ProbedFamily.Of(site))
        {
            IReadOnlyList<ProbeResult> results = await AnsweredAsync(rounds, family);
            Assert.All(results, result => Assert.True(result.Outcome is ProbeOutcome.Answered, $"{family.Member} {family.FamilyName}: {result.Reason}"));
            string own = family.Family is AddressFamily.InterNetwork ? World.Only(family.Path.Mark)[..^3] : World.OnlyV6(family.Path.Mark)[..^4];
            Assert.Equal(own, names.Find(family, "where.example").Address?.ToString());
        }
    }

    [Fact]
    [Trait("Category", "full")]
    public async Task A_black_hole_is_seen_within_the_budget_by_its_member_alone_and_the_way_back_is_earned()
    {
        Site site = World.Site(health => health with { Hold = TimeSpan.FromSeconds(3) });
        int changes = 0;
        HealthService service = Start(site, () => Interlocked.Increment(ref changes));
        await UntilAsync(() => service.Snapshot.Values.All(health => health.Verdict is Verdict.Healthy), "all are healthy");
        _world.Blackhole(1);
        long cut = Stopwatch.GetTimestamp();
        await UntilAsync(() => Of(service, "att").All(health => health.Verdict is Verdict.Unhealthy), "att is unhealthy");
        TimeSpan seen = Stopwatch.GetElapsedTime(cut);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Black hole to verdict, both families: {seen.TotalSeconds:0.00} s"));
        Assert.InRange(seen, TimeSpan.FromSeconds(2), Budget);
        Assert.All(Of(service, "att"), health => Assert.Equal(Layer.Internet, health.Failing));
        Assert.All(Of(service, "webpass"), health => Assert.Equal(Verdict.Healthy, health.Verdict));
        _world.Heal(1);
        long healed = Stopwatch.GetTimestamp();
        await UntilAsync(() => Of(service, "att").All(health => health.Verdict is Verdict.Healthy), "att is healthy again");
        Assert.InRange(Stopwatch.GetElapsedTime(healed), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8));
        Assert.Equal([1, 1, 0, 0], service.Last.Select(last => last.Flaps));
        Assert.True(Volatile.Read(ref changes) >= 8);
    }

    [Fact]
    public async Task An_interface_that_vanishes_cannot_be_probed_by_and_one_of_its_name_can_again()
    {
        Site site = World.Site(health => health with { Timeout = TimeSpan.FromSeconds(0.9) });
        (IRounds rounds, _) = Rounds(site);
        ProbedFamily[] att = [.. ProbedFamily.Of(site).Where(family => family.Member is "att")];
        foreach (ProbedFamily family in att)
        {
            _ = await AnsweredAsync(rounds, family);
        }

        World.In(_world.Router, "ip", "addr", "flush", "dev", "wan1");
        Assert.All(await rounds.RunAsync(att[0], _stop.Token), result => Assert.Equal("the interface has no address", result.Reason));
        Assert.All(await rounds.RunAsync(att[1], _stop.Token), result => Assert.NotEqual(ProbeOutcome.Answered, result.Outcome));
        _world.Remove(1);
        foreach (ProbedFamily family in att)
        {
            Assert.All(await rounds.RunAsync(family, _stop.Token), result => Assert.Equal(ProbeResult.CannotProbe("the interface does not exist"), result));
        }

        _world.Connect(1);
        foreach (ProbedFamily family in att)
        {
            _ = await AnsweredAsync(rounds, family);
        }
    }

    [Fact]
    [Trait("Category", "full")]
    public async Task Three_members_with_two_families_each_cost_next_to_nothing()
    {
        Site site = World.Site(health => health);
        site = site with { Wans = [.. site.Wans, site.Wans[0] with { Name = "third" }] };
        _ = await CostAsync(5, "idle");
        HealthService service = Start(site, () => { });
        await UntilAsync(() => service.Snapshot.Values.All(health => health.Verdict is Verdict.Healthy), "all are healthy");
        _ = await CostAsync(25, "while it warms up");
        double well = await CostAsync(10, "all well");
        _world.Blackhole(1);
        _world.Blackhole(2);
        await UntilAsync(() => service.Snapshot.Values.All(health => health.Verdict is Verdict.Unhealthy), "all are unhealthy");
        double silent = await CostAsync(10, "all silent");

        // The agent's budget is 1%. This is a test host that compiles while it runs, on a machine that may be busy, and veth charges us for the other end.
        Assert.InRange(well, 0, 2);
        Assert.InRange(silent, 0, 2);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _open.ForEach(open => open.Dispose());
        _stop.Dispose();
        _world.Dispose();
    }

    private static IEnumerable<FamilyHealth> Of(HealthService service, string member) =>
        service.Snapshot.Where(entry => entry.Key.Member == member).Select(entry => entry.Value);

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(120))
            {
                throw new TimeoutException($"Not within 120 s: {what}.");
            }

            await Task.Delay(20);
        }
    }

    private async Task<double> CostAsync(int seconds, string when)
    {
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        TimeSpan user = self.UserProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(seconds), _stop.Token);
        self.Refresh();
        double percent = 100 * (self.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(start);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{when}: {percent:0.00}% of a core, {(self.UserProcessorTime - user).TotalMilliseconds / seconds:0.0} ms/s in user mode"));
        return percent;
    }

    // Until the name is known, which takes a round.
    private async Task<IReadOnlyList<ProbeResult>> AnsweredAsync(IRounds rounds, ProbedFamily family)
    {
        IReadOnlyList<ProbeResult> results = [];
        for (int attempt = 0; attempt < 20 && !(results.Count > 0 && results.All(result => result.Outcome is ProbeOutcome.Answered)); attempt++)
        {
            results = await rounds.RunAsync(family, _stop.Token);
            await Task.Delay(50, _stop.Token);
        }

        Assert.All(results, result => Assert.True(result.Outcome is ProbeOutcome.Answered, $"{family.Member} {family.FamilyName}: {result.Reason}"));
        return results;
    }

    private (IRounds Rounds, TargetNames Names) Rounds(Site site)
    {
        NamespaceThread thread = new(_world.Router);
        _open.Add(thread);
        TargetNames names = HealthService.SiteNames(site, _ => [], new StandardErrorJournal(), TimeProvider.System, _stop.Token);
        return (new NamespacedRounds(new Rounds(names, TimeProvider.System), thread), names);
    }

    private HealthService Start(Site site, Action changed)
    {
        (IRounds rounds, _) = Rounds(site);
        HealthService service = new(site, [], rounds, TimeProvider.System, changed);
        _open.Insert(0, service);
        _ = service.RunAsync(_stop.Token);
        return service;
    }
}
