using System.Globalization;
using Xunit;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>How long the router waited while it booted.</summary>
internal static class UserspaceTime
{
    /// <summary>By what two equal boots may differ on a busy host; less than the 90 s that systemd waits for a missing disk.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(20);

    private const double Busy = 1.5;

    /// <summary>Fails if the boot of one took noticeably longer than that of the other.</summary>
    public static async Task AssertNotDelayedAsync(Router router, Router other)
    {
        TimeSpan took = await OfAsync(router);
        TimeSpan usual = await OfAsync(other);
        Assert.True(took < (usual * Busy) + Noticeable, $"From init to the end of the boot it took {took}, usually {usual}.");
    }

    private static async Task<TimeSpan> OfAsync(Router router)
    {
        string[] lines = (await router.AskAsync("systemctl", "show", "--property=UserspaceTimestampMonotonic,FinishTimestampMonotonic")).Split('\n');
        return After(lines, "Finish") - After(lines, "Userspace");
    }

    private static TimeSpan After(string[] lines, string moment) => TimeSpan.FromMicroseconds(
        long.Parse(lines.Single(line => line.StartsWith(moment, StringComparison.Ordinal)).Split('=')[1], CultureInfo.InvariantCulture));
}
