using Mwan.Build.Proxmox;
using Xunit;

namespace Mwan.Tests.Unit.Build.Proxmox;

/// <summary>Where the box stands: each layer has its own words.</summary>
public sealed class WaitVerdictTests
{
    private static readonly WaitStep Healthy = new("healthy", WaitGoal.Healthy, TimeSpan.FromMinutes(1));
    private static readonly WaitStep Committed = new("committed", WaitGoal.Committed, TimeSpan.FromMinutes(1)) { Version = "1.2.0", Otherwise = "1.1.0" };
    private static readonly WaitStep Swapped = new("swapped", WaitGoal.Swapped, TimeSpan.FromMinutes(1)) { Version = "1.2.0", Otherwise = "1.1.0" };

    [Fact]
    public void On_the_way_to_healthy_each_layer_is_named()
    {
        Assert.Equal("the VM does not run", Of(Healthy, GuestFacts.Silent, runs: false).Words);
        Assert.StartsWith("booting", Of(Healthy, GuestFacts.Silent).Words, StringComparison.Ordinal);
        Assert.StartsWith("booted: mwan's agent", Of(Healthy, new GuestFacts { Answers = true }).Words, StringComparison.Ordinal);
        WaitVerdict sick = Of(Healthy, new GuestFacts { Answers = true, Findings = [new GuestFinding("att", "IPv4 is unhealthy; it fails at: gateway")] });
        Assert.Equal(WaitVerdict.NotYet("mwan runs: att: IPv4 is unhealthy; it fails at: gateway"), sick);
        Assert.True(Of(Healthy, new GuestFacts { Answers = true, Findings = [] }).IsReached);
    }

    [Fact]
    public void Without_certificates_nobody_waits_for_healthy()
    {
        WaitVerdict verdict = Of(Healthy, new GuestFacts { Answers = true, Findings = [new GuestFinding("certificates", "802.1X waits for key.pem")], MissingCertificates = ["key.pem"] });
        Assert.True(verdict.IsFinal);
        Assert.Contains("--certificates=DIR", verdict.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void An_upgrade_is_waited_for_until_it_is_committed_or_rolled_back()
    {
        Assert.False(Of(Committed, Slots(("1.1.0", "good", true, null), ("1.2.0", "on trial, 2 boots left", false, 2))).IsFinal);
        Assert.False(Of(Committed, Slots(("1.1.0", "good", false, null), ("1.2.0", "on trial, 1 boot left", true, 1))).IsReached);
        Assert.True(Of(Committed, Slots(("1.1.0", "good", false, null), ("1.2.0", "good", true, null))).IsReached);
        WaitVerdict back = Of(Committed, Slots(("1.1.0", "good", true, null), ("1.2.0", "failed", false, 0)));
        Assert.True(back.IsFinal);
        Assert.StartsWith("1.2.0 was rolled back: the reason", back.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true, false, false)]
    [InlineData("working: 1.2.0 boots", true, false, false)]
    [InlineData("committed: 1.2.0 has proved itself", true, false, false)]
    [InlineData("committed: 1.2.0 has proved itself", false, true, false)]
    [InlineData("returned: 1.2.0 has not proved itself (x), and 1.1.0 runs again", false, false, true)]
    [InlineData("failed: 1.2.0 has not proved itself (x), and 1.1.0 neither (y)", false, false, true)]
    [InlineData("working: 1.2.0 boots", false, false, true)]
    [InlineData(null, false, false, true)]
    [InlineData("committed: 1.1.0 has proved itself", false, false, true)]
    [InlineData("committed: 1.1.0 has proved itself", true, false, false)]
    [InlineData("committed: 1.2.0-rc1 has proved itself", false, false, true)]
    public void An_exchange_of_disks_is_followed_to_its_result(string? result, bool runs, bool reached, bool final)
    {
        WaitVerdict verdict = WaitVerdict.Of(Swapped, new HostFacts { SwapResult = result, SwapRuns = runs }, runs: true);
        Assert.Equal((reached, final), (verdict.IsReached, verdict.IsFinal));
    }

    [Fact]
    public void An_exchange_that_a_restart_of_the_host_cut_off_is_waited_for()
    {
        WaitVerdict verdict = WaitVerdict.Of(Swapped, new HostFacts { SwapResult = "working: 1.2.0 boots", SwapOrdered = true }, runs: true);
        Assert.Equal((false, false), (verdict.IsReached, verdict.IsFinal));
        Assert.Equal("the host has restarted, and goes on once its guests have been started (working: 1.2.0 boots)", verdict.Words);
    }

    private static WaitVerdict Of(WaitStep step, GuestFacts guest, bool runs = true) => WaitVerdict.Of(step, new HostFacts { Guest = guest }, runs);

    private static GuestFacts Slots(params (string Version, string State, bool Running, int? Tries)[] slots) => new()
    {
        Answers = true,
        Slots = [.. slots.Select(static slot => new GuestSlot("A", slot.Running, slot.Version, slot.State, slot.Tries, "the reason"))],
    };
}
