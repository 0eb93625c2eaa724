using System.Net;
using Mwan.Agent.Applying;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Systemd;
using Mwan.Agent.Tracing;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Tracing;

public sealed class TracerTests
{
    private const string BootTrace = "0123456789abcdef0123456789abcdef";

    private readonly Recorded _journal = new();
    private readonly Decisions _decisions = new();
    private readonly ManualTime _time = new();
    private readonly Tracer _tracer;

    public TracerTests() => _tracer = new Tracer(_journal, _time, BootTrace, _decisions.Add);

    [Fact]
    public void A_quiet_turn_leaves_nothing_behind()
    {
        Turn(SeedWorld.Well, Applied.Nothing, "timer");
        Turn(SeedWorld.Well, Applied.Nothing, "neighbour");
        Assert.Empty(_journal.Entries);
        Assert.Empty(_decisions.Last);
    }

    [Fact]
    public void A_turn_that_changes_something_ties_cause_sight_plan_and_change_together()
    {
        Turn(SeedWorld.Well, Applied.Nothing, "start");
        Turn(SeedWorld.Cut, new Applied(["table inet mwan"], []), "link", "health");
        Decision decision = Assert.Single(_decisions.Last);
        Assert.Matches("^[0-9a-f]{32}$", decision.Trace);
        Assert.Equal(["link", "health"], decision.Causes);
        Assert.Contains("enatt0.3242: up (link 5) -> no carrier (link 5)", decision.Observed, StringComparer.Ordinal);
        Assert.Contains("att: IPv4 healthy -> unhealthy (fails at: carrier)", decision.Observed, StringComparer.Ordinal);
        Assert.Contains("webpass: delegations 2604:5500:c271:be00::/60 -> 2604:5500:c271:be00::/64", decision.Observed, StringComparer.Ordinal);
        Assert.Equal("IPv4 by att 50%, webpass 50%; IPv6 by att 50%, webpass 50%", decision.PlanBefore);
        Assert.Equal("IPv4 by webpass 100%; IPv6 by webpass 100%", decision.PlanAfter);
        Assert.Contains("- route default via 108.84.8.1 dev enatt0.3242 table main proto 77 src 108.84.10.20 metric 100", decision.Planned, StringComparer.Ordinal);
        Assert.Contains("+ route default via 136.25.91.241 dev enwebpass0 table main proto 77 src 136.25.91.254 metric 100", decision.Planned, StringComparer.Ordinal);
        Assert.Contains(decision.Planned, line => line.StartsWith("+ chain balance4: meta mark set", StringComparison.Ordinal));
        Assert.Equal(["table inet mwan"], decision.Changes);
        Assert.Equal((1, 2, 3), (decision.ObserveMilliseconds, decision.PlanMilliseconds, decision.ApplyMilliseconds));
    }

    [Fact]
    public void A_turn_tells_that_a_member_is_back_before_it_is_well()
    {
        World back = SeedWorld.Cut.With("att", upstream => upstream with { Ipv4Health = upstream.Ipv4Health! with { Failing = null } });
        Turn(SeedWorld.Cut, Applied.Nothing, "start");
        Turn(back, new Applied(["a"], []), "health");
        Assert.Equal(["att: IPv4 unhealthy (fails at: carrier) -> unhealthy (back, owes its hold)"], Assert.Single(_decisions.Last).Observed);
    }

    [Fact]
    public void A_turn_tells_what_became_of_a_tunnel()
    {
        TunnelState tunnel = SeedWorld.Well.Upstreams.Single(upstream => upstream.Name == "vps").Tunnel!;
        World moved = SeedWorld.Well.With("vps", upstream => upstream with { Tunnel = tunnel with { Endpoint = IPEndPoint.Parse("203.0.113.11:51820"), IsFresh = false } });
        World cold = moved.With("vps", upstream => upstream with { Tunnel = upstream.Tunnel! with { IsResting = true } });
        Turn(SeedWorld.Well, Applied.Nothing, "start");
        Turn(moved, new Applied(["a"], []), "tunnels");
        Turn(cold, new Applied(["b"], []), "tunnels");
        Assert.Equal(["vps: endpoint 203.0.113.10:51820 -> 203.0.113.11:51820", "vps: handshake fresh -> stale"], _decisions.Last[0].Observed);
        Assert.Equal(["vps: handshake stale -> not asked for"], _decisions.Last[1].Observed);
    }

    [Fact]
    public void Each_line_of_a_turn_carries_its_trace_and_that_of_boot_and_deployment()
    {
        Turn(SeedWorld.Well with { Boot = new Boot(Verity: true, "sda2", "3f2a91c0-4b7d-5e6f-0011-223344556677", "mwan_1.2.0", SecureBoot: false) }, new Applied(["a"], []), "route");
        string trace = Assert.Single(_decisions.Last).Trace;
        Assert.Equal(["Changed: a", "Decided because of route: IPv4 by att 50%, webpass 50%; IPv6 by att 50%, webpass 50%"], _journal.Entries.Select(entry => entry.Message), StringComparer.Ordinal);
        Assert.All(_journal.Entries, entry =>
        {
            Assert.Contains(("TRACE_ID", trace), entry.Fields);
            Assert.Contains(("CAUSE", "route"), entry.Fields);
            Assert.Contains(("BOOT_TRACE_ID", BootTrace), entry.Fields);
            Assert.Contains(("DEPLOY_TRACE_ID", "3f2a91c04b7d5e6f0011223344556677"), entry.Fields);
        });
        Assert.Equal((BootTrace, "3f2a91c04b7d5e6f0011223344556677"), (_decisions.Last[0].BootTrace, _decisions.Last[0].DeployTrace));
    }

    [Fact]
    public void Two_turns_have_two_traces_and_what_is_said_outside_has_none()
    {
        Turn(SeedWorld.Well, new Applied(["a"], []), "route");
        Turn(SeedWorld.Well, new Applied(["b"], []), "route");
        Assert.NotEqual(_decisions.Last[0].Trace, _decisions.Last[1].Trace, StringComparer.Ordinal);
        _tracer.Write(new JournalEntry(Priority.Notice, "outside"));
        Assert.Empty(_journal.Entries[^1].Fields);
        Assert.Equal(2, _decisions.Last.Count);
    }

    [Fact]
    public async Task What_a_turn_starts_in_the_background_keeps_its_trace()
    {
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _tracer.Begin(["timer"]);
        _tracer.Write(new JournalEntry(Priority.Warning, "asking for the lease again"));
        Task remedy = Task.Run(async () =>
        {
            await over.Task;
            _tracer.Write(new JournalEntry(Priority.Warning, "nobody answered"));
        });
        _tracer.End();
        over.SetResult();
        await remedy;
        Decision decision = Assert.Single(_decisions.Last);
        Assert.Equal(["asking for the lease again"], decision.Said);
        Assert.Contains(("TRACE_ID", decision.Trace), _journal.Entries.Single(entry => entry.Message == "nobody answered").Fields);
    }

    [Fact]
    public void A_trace_reads_as_a_story_and_tells_where_the_journal_has_it()
    {
        Turn(SeedWorld.Well, Applied.Nothing, "start");
        Turn(SeedWorld.Cut, new Applied(["table inet mwan"], ["route default: the kernel refused (no such device)"]), "link");
        Decision decision = Assert.Single(_decisions.Last);
        string text = DecisionText.Full(decision);
        Assert.Contains("because of   link\n", text, StringComparison.Ordinal);
        Assert.Contains("\nSEEN\n  enatt0: up (link 4) -> no carrier (link 4)\n", text, StringComparison.Ordinal);
        Assert.Contains("\nCOULD NOT BE CHANGED\n  route default: the kernel refused (no such device)\n", text, StringComparison.Ordinal);
        Assert.EndsWith($"journalctl MWAN_TRACE_ID={decision.Trace}", text, StringComparison.Ordinal);
        Assert.Equal($"{decision.Trace[..8]}  1970-01-01 00:00:00.006  link: could not: route default: the kernel refused (no such device)", DecisionText.Line(decision));
    }

    [Fact]
    public void A_boot_is_traced_by_its_boot_id()
    {
        using TemporaryDirectory root = new();
        Assert.Null(Tracer.BootTrace(new Mwan.Agent.Layout(root.Path)));
        _ = root.Write("proc/sys/kernel/random/boot_id", "01234567-89ab-cdef-0123-456789abcdef\n");
        Assert.Equal(BootTrace, Tracer.BootTrace(new Mwan.Agent.Layout(root.Path)));
    }

    // As the loop and the dataplane do it; what was changed is said.
    private void Turn(World world, Applied applied, params string[] causes)
    {
        _tracer.Begin(causes);
        _time.Pass(TimeSpan.FromMilliseconds(1));
        _tracer.Observed(world);
        _time.Pass(TimeSpan.FromMilliseconds(2));
        _tracer.Planned(Planner.Plan(SeedWorld.Site, world));
        _time.Pass(TimeSpan.FromMilliseconds(3));
        _tracer.Applied(applied);
        if (applied.Changes.Count > 0)
        {
            _tracer.Write(new JournalEntry(Priority.Notice, $"Changed: {string.Join("; ", applied.Changes)}"));
        }

        _tracer.End();
    }

    private sealed class Recorded : IJournal
    {
        public List<JournalEntry> Entries { get; } = [];

        public void Write(JournalEntry entry)
        {
            lock (Entries)
            {
                Entries.Add(entry);
            }
        }
    }
}
