using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>A host whose clock has lost its battery, and that has no network but through this very router. No time server is in the lab.</summary>
[Trait("Category", "full")]
public sealed class ClockTests
{
    private static readonly TimeSpan Boot = TimeSpan.FromSeconds(300);

    [Fact]
    public async Task A_clock_that_starts_in_1970_keeps_no_wan_down()
    {
        await using RunningLab lab = await RunningLab.StartAsync(SharedLab.Parts() with { RouterClock = DateTimeOffset.UnixEpoch });
        lab.Router.Guest.Patience = Boot;
        await SaysAsync(lab, "802.1X waits");
        await lab.InsertCertificatesAsync();
        await SaysAsync(lab, "not valid before");
        await SharedLab.HealthyAsync(lab);
    }

    private static async Task SaysAsync(RunningLab lab, string words) => Assert.True(await Waiting.UntilAsync(
        async () => await RouterStatus.AskAsync(lab) is { } status && status.Findings.Any(text => text.Contains(words, StringComparison.Ordinal)), Boot));
}
