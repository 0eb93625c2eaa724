using System.Globalization;
using Xunit;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>How long the router waited while it booted.</summary>
internal static class UserspaceTime
{
    /// <summary>The shortest time-out that waiting for a missing disk could have, and more than two equal boots differ by.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(15);

    /// <summary>Fails if the boot of one took noticeably longer than that of the other.</summary>
    public static async Task AssertNotDelayedAsync(Router router, Router other)
    {
        TimeSpan took = await OfAsync(router);
        TimeSpan usual = await OfAsync(other);
        Assert.True(took < usual + Noticeable, $"From init to the end of the boot it took {took}, usually {usual}.");
    }

    private static async Task<TimeSpan> OfAsync(Router router)
    {
        string[] lines = (await router.AskAsync("systemctl", "show", "--property=UserspaceTimestampMonotonic,FinishTimestampMonotonic")).Split('\n');
        return After(lines, "Finish") - After(lines, "Userspace");
    }

    private static TimeSpan After(string[] lines, string moment) => TimeSpan.FromMicroseconds(
        long.Parse(lines.Single(line => line.StartsWith(moment, StringComparison.Ordinal)).Split('=')[1], CultureInfo.InvariantCulture));
}
