using System.Text.Json;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

public sealed class TraceTests : IDisposable
{
    private readonly Lab _lab = new();
    private readonly JournalSocket _journal;
    private readonly RunningAgent _agent;

    public TraceTests()
    {
        _journal = _lab.Own(new JournalSocket(_lab));
        _agent = new RunningAgent(_lab);
        try
        {
            _ = Waiting.Until(() => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, 200) is not null, "the first flow passes");

            // A verdict that comes in changes the plan: what is put in then is a new table, and not one that somebody else had changed.
            _ = Waiting.Until(() => _agent.Status()?.World.Upstreams is { Count: > 0 } upstreams && upstreams.All(IsHealthy), "every member is healthy");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    [Fact]
    public void A_flushed_ruleset_is_one_decision_that_trace_and_journal_know_by_the_same_id()
    {
        _ = _lab.Router.Execute("nft", "flush", "ruleset");
        JsonElement decision = default;
        _ = Waiting.Until(() => Find(out decision), "mwan trace has the decision that put the table back");
        string trace = decision.GetProperty("trace").GetString()!;
        Assert.Matches("^[0-9a-f]{32}$", trace);
        Assert.Contains(decision.GetProperty("causes").EnumerateArray(), cause => cause.GetString()!.StartsWith("nftables, by nft (", StringComparison.Ordinal));

        _ = Waiting.Until(() => _journal.Entries.Count(entry => entry.Contains($"MWAN_TRACE_ID={trace}", StringComparison.Ordinal)) >= 2, "the journal has the decision's lines");
        Assert.Contains(_journal.Entries, entry => entry.Contains($"MWAN_TRACE_ID={trace}", StringComparison.Ordinal)
            && entry.Contains("table inet mwan, which nft (", StringComparison.Ordinal)
            && entry.Contains("nftables, by nft (", StringComparison.Ordinal));

        (int code, string text) = Mwan($"trace {trace[..20]}");
        Assert.Equal(0, code);
        Assert.Contains($"trace        {trace}\n", text, StringComparison.Ordinal);
        Assert.Contains("CHANGED IN THE KERNEL\n  table inet mwan, which nft (", text, StringComparison.Ordinal);
        Assert.Contains($"journalctl MWAN_TRACE_ID={trace}", text, StringComparison.Ordinal);
        Assert.Equal(1, Mwan("trace ffffffffffffffffffffffffffffffff").Code);
    }

    [Fact]
    public void The_plan_is_compared_with_the_kernel_with_and_without_the_agent()
    {
        _ = Waiting.Until(() => Mwan("plan") is { Code: 0, Text: var followed } && followed.EndsWith("The kernel follows the plan.\n", StringComparison.Ordinal), "the kernel follows the plan");
        _agent.Dispose();
        string table = Lab.Wan("one").Table.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _ = _lab.Router.Execute("nft", "add", "rule", "inet", "mwan", "save", "drop");
        _lab.Router.Ip($"rule add priority 50 lookup 250\nroute del default via 198.51.100.1 table {table}");
        (int code, string text) = Mwan("plan");
        Assert.Equal(4, code);
        Assert.Contains("# The agent does not answer (it is not running", text, StringComparison.Ordinal);
        Assert.Contains("\n- 50: from all lookup 250\n", text, StringComparison.Ordinal);
        Assert.Contains($"\n+ default via 198.51.100.1 dev wan1 table {table} proto 77 metric 100\n", text, StringComparison.Ordinal);
        Assert.Contains("\n- chain save: drop\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flow_is_explained_from_the_running_agent()
    {
        (int code, string text) = Mwan("explain 192.0.2.1");
        Assert.Equal(0, code);
        Assert.Contains("192.0.2.1 from 10.250.250.2\nA new flow goes by ", text, StringComparison.Ordinal);
        Assert.Matches(@"10\.250\.250\.2 becomes (198\.51\.100\.193|203\.0\.113\.242) \(1:1 mapping\)", text);
    }

    public void Dispose()
    {
        _agent.Dispose();
        _lab.Dispose();
    }

    private static bool IsHealthy(Upstream upstream) => upstream is { Ipv4Health.Verdict: Verdict.Healthy, Ipv6Health.Verdict: Verdict.Healthy };

    private bool Find(out JsonElement decision)
    {
        using JsonDocument decisions = JsonDocument.Parse(Mwan("trace --json").Text);
        decision = decisions.RootElement.EnumerateArray().LastOrDefault(candidate => candidate.GetProperty("changes").EnumerateArray()
            .Any(change => change.GetString()!.StartsWith("table inet mwan, which nft (", StringComparison.Ordinal)));
        decision = decision.ValueKind == JsonValueKind.Undefined ? decision : decision.Clone();
        return decision.ValueKind != JsonValueKind.Undefined;
    }

    private (int Code, string Text) Mwan(string arguments)
    {
        string output = _lab.Router.Execute("sh", "-c", $"'{RunningAgent.Program}' {arguments} --root '{_lab.Root}'; echo $?");
        int end = output.TrimEnd().LastIndexOf('\n');
        return (int.Parse(output[(end + 1)..], System.Globalization.CultureInfo.InvariantCulture), output[..(end + 1)]);
    }
}
