using System.Net.Sockets;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>Breaks a WAN under load, mends it, and judges both ways.</summary>
/// <param name="shared">The lab.</param>
public abstract class FailoverScenario(SharedLab shared) : Scenario(shared)
{
    /// <summary>Both families.</summary>
    protected static readonly IReadOnlyList<AddressFamily> Both = [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];

    // The bounds that the product promises are for real processors; these only end a wait.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(8);

    /// <summary>The WANs that share new connections.</summary>
    protected IReadOnlyList<LabIsp> Preferred => [.. Lab.Network.Preferred];

    /// <summary>One WAN fails and comes back; the others carry on.</summary>
    /// <param name="isp">The WAN's ISP.</param>
    /// <param name="fault">What fails.</param>
    /// <param name="families">The families that it concerns.</param>
    /// <param name="finding">Words that <c>mwan status</c> must have for it.</param>
    protected async Task FailsOverAndReturnsAsync(LabIsp isp, LinkFault fault, IReadOnlyList<AddressFamily> families, string finding)
    {
        await Shared.ForgetFlapsAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);

        await using ActiveFault active = await Lab.At(isp).BreakAsync(fault);
        Broken.Add((isp, active.Since));
        List<(double Time, string Name)> marks = [(active.Since, "broken")];
        Shared.Report.Picture(new Timeline($"{isp.Wan.Name}: {fault.Name}", traffic.Events, marks));
        Dictionary<AddressFamily, Switch> switches = [];
        foreach (AddressFamily family in families)
        {
            await traffic.UntilAsync($"all new connections of {family} go elsewhere", events => SwitchOf(events, family) is not null, Deadline);
            switches[family] = SwitchOf(traffic.Events, family)!;
        }

        IReadOnlyList<string> findings = await FindingsAsync(finding);
        Assert.Contains(findings, text => text.Contains(finding, StringComparison.Ordinal));
        RouterStatus status = await RouterStatus.AwaitAsync(Lab);
        double mended = await active.MendAsync();
        marks.Add((mended, "mended"));
        foreach (AddressFamily family in families)
        {
            double hold = status.Hold(isp.Wan.Name, family);
            await traffic.UntilAsync($"new connections of {family} use the link again", events => ReturnOf(events, family) is not null, Deadline + TimeSpan.FromSeconds(hold));
            double returned = ReturnOf(traffic.Events, family)!.Value - mended;
            Shared.Report.Failover(isp.Wan.Name, fault.Name, family, switches[family].LastLost, switches[family].First, switches[family].Lost, hold, returned);
            Assert.True(hold >= Lab.Network.Site.Health.Hold.TotalSeconds - 1, $"{family} owed only {hold} s.");
            Assert.True(returned >= hold - 1, $"{family} was used again {returned} s after recovery, before its hold of {hold} s was over.");
        }

        // A connection that was opened meanwhile may well stay where it is.
        await SharedAgainAsync(traffic, traffic.Events[^1].Start);
        await NothingNewAsync(isp, families, active.Since + families.Max(family => switches[family].First) + 1, mended);
        Undisturbed(traffic.Events, active.Since, one => Lab.Network.IspOf(one.Seen) != isp || !families.Contains(one.Family));

        Switch? SwitchOf(IReadOnlyList<TrafficEvent> events, AddressFamily family) =>
            Switch.After(events, family, active.Since, one => one is { Failure: null, Repeated: false } && Lab.Network.IspOf(one.Seen) != isp);

        double? ReturnOf(IReadOnlyList<TrafficEvent> events, AddressFamily family) =>
            events.Where(one => one.IsNew && one.Family == family && one.Start >= mended && one.Failure is null && Lab.Network.IspOf(one.Seen) == isp).Min(static one => (double?)one.Start);
    }

    /// <summary>Waits until every preferred WAN has taken new connections of both families since a moment, and keeps one open.</summary>
    protected Task BalancedAsync(LabTraffic traffic, double since)
    {
        ArgumentNullException.ThrowIfNull(traffic);
        return traffic.UntilAsync(
            "every preferred WAN takes new connections of both families and keeps one",
            events => Preferred.All(isp => Both.All(family =>
                events.Where(one => one.Family == family && one.Failure is null && one.Start >= since && Lab.Network.IspOf(one.Seen) == isp).DistinctBy(static one => one.IsNew).Count() == 2)),
            Deadline);
    }

    /// <summary>Waits until every preferred WAN has taken new connections of both families since a moment.</summary>
    protected Task SharedAgainAsync(LabTraffic traffic, double since)
    {
        ArgumentNullException.ThrowIfNull(traffic);
        return traffic.UntilAsync(
            "every preferred WAN takes new connections of both families",
            events => Preferred.All(isp => Both.All(family => events.Any(one => one is { IsNew: true, Failure: null } && one.Family == family && one.Start >= since && Lab.Network.IspOf(one.Seen) == isp))),
            Deadline);
    }

    /// <summary>Waits for words in the findings of <c>mwan status</c>.</summary>
    protected async Task<IReadOnlyList<string>> FindingsAsync(string words)
    {
        IReadOnlyList<string> last = [];
        _ = await Waiting.UntilAsync(
            async () =>
            {
                last = (await RouterStatus.AskAsync(Lab))?.Findings ?? [];
                return last.Any(text => text.Contains(words, StringComparison.Ordinal));
            },
            Deadline);
        return last;
    }

    /// <summary>Nothing was opened by a WAN in a span of time. What was opened before may still be repeated.</summary>
    protected async Task NothingNewAsync(LabIsp isp, IReadOnlyList<AddressFamily> families, double from, double until)
    {
        CapturedPacket[] opened =
        [
            .. ForbiddenTraffic.Opened((await SeenAsync())[isp], 0)
                .Where(packet => families.Contains(packet.Destination.AddressFamily))
                .GroupBy(static packet => (packet.Source, packet.SourcePort, packet.Opens))
                .Select(static connection => connection.First())
                .Where(packet => packet.Time >= from && packet.Time < until),
        ];
        Assert.True(opened.Length == 0, $"{opened.Length} connections were opened by {isp.Wan.Name} between {from:0.000} and {until:0.000}, while it failed:\n{string.Join('\n', opened.Take(10))}");
    }

    /// <summary>Connections that stay open had all their answers, and soon.</summary>
    protected static void Undisturbed(IReadOnlyList<TrafficEvent> events, double since, Func<TrafficEvent, bool> concerned)
    {
        TrafficEvent[] kept = [.. events.Where(one => !one.IsNew && one.Start >= since && one.Seen is not null && concerned(one))];
        Assert.True(kept.Length > 20, "There were too few connections to judge by.");
        TrafficEvent[] disturbed = [.. kept.Where(static one => one.Failure is not null || one.End - one.Start > LongestAnswer.TotalSeconds)];
        Assert.True(disturbed.Length == 0, $"{disturbed.Length} of {kept.Length} answers failed or came late:\n{string.Join('\n', disturbed.Take(10))}");
    }
}
