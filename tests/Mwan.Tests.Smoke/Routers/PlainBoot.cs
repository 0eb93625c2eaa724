namespace Mwan.Tests.Smoke.Routers;

/// <summary>A boot without anything special, and what was to be seen at its end.</summary>
/// <param name="Router">The router, on.</param>
/// <param name="State">State of the system.</param>
/// <param name="FailedUnits">The failed units, one a line.</param>
/// <param name="Errors">What the journal held of priority <c>err</c> or worse.</param>
/// <param name="BootTime">From power-on.</param>
internal sealed record PlainBoot(Router Router, string State, string FailedUnits, IReadOnlyList<JournalEntry> Errors, TimeSpan BootTime)
{
    public static async Task<PlainBoot> RunAsync()
    {
        long started = TimeProvider.System.GetTimestamp();
        Router router = await Router.TurnOnAsync();
        string state = await router.BootedAsync();
        TimeSpan took = TimeProvider.System.GetElapsedTime(started);

        // What was said last may not be written yet.
        await router.AskAsync("journalctl", "--sync");
        return new PlainBoot(
            router,
            state,
            await router.AskAsync("systemctl", "--failed", "--no-legend", "--plain"),
            JournalEntry.Parse(await router.AskAsync("journalctl", "--boot", "--priority=err", "--output=json", "--no-pager")),
            took);
    }
}
