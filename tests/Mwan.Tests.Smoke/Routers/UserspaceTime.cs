using System.Globalization;
using Xunit;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>How long the router waited while it booted.</summary>
internal static class UserspaceTime
{
    /// <summary>By what two equal boots may differ, besides the factor <see cref="Busy"/>.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(20);

    // A host that is busy during one of two boots makes that one twice as long; what systemd waited for in vain it says itself.
    private const double Busy = 2.5;

    /// <summary>Fails if systemd waited for something in vain, or if the boot of one took much longer than that of the other.</summary>
    public static async Task AssertNotDelayedAsync(Router router, Router other)
    {
        Assert.Empty(await router.ScriptAsync("journalctl --boot _PID=1 --quiet --no-pager --output=cat --grep='timed out' || true"));
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
