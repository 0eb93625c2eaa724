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
        await RouterStatus.AwaitFindingAsync(lab, "802.1X waits", Boot);

        // As they are after an import on a better day; today's would be refused.
        await lab.ForceCertificatesAsync(lab.Certificates.Authority, lab.Certificates.Client, lab.Certificates.ClientKey);
        await RouterStatus.AwaitFindingAsync(lab, "not valid before", Boot);
        await SharedLab.HealthyAsync(lab);
    }
}
