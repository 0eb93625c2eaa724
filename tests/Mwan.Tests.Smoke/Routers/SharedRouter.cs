using Xunit;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>One plain boot for all tests that leave the router as they found it.</summary>
public sealed class SharedRouter : IAsyncLifetime
{
    private Router? router;

    /// <summary>State of the system at the end of the boot.</summary>
    public string State { get; private set; } = "";

    /// <summary>The failed units at that time.</summary>
    public string FailedUnits { get; private set; } = "";

    /// <summary>What the journal held of priority <c>err</c> or worse at that time.</summary>
    internal IReadOnlyList<JournalEntry> Errors { get; private set; } = [];

    /// <summary>From power-on to the end of the boot.</summary>
    public TimeSpan BootTime { get; private set; }

    internal Router Router => router ?? throw new InvalidOperationException("The router is not on.");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        router = await Router.TurnOnAsync();
        long started = TimeProvider.System.GetTimestamp();
        State = await Router.BootedAsync();
        BootTime = TimeProvider.System.GetElapsedTime(started);
        FailedUnits = await Router.AskAsync("systemctl", "--failed", "--no-legend", "--plain");
        Errors = JournalEntry.Parse(await Router.AskAsync("journalctl", "--boot", "--priority=err", "--output=json", "--no-pager"));
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (router is not null)
        {
            await router.DisposeAsync();
        }
    }
}
