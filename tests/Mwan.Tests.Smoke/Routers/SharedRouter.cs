using Xunit;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>
/// One plain boot for all tests that leave the router as they found it. It starts when the first test asks for it and ends with the
/// process: test classes run side by side, and none knows which is the last.
/// </summary>
public sealed class SharedRouter : IAsyncLifetime
{
    private static readonly Lazy<Task<PlainBoot>> Boot = new(PlainBoot.RunAsync);

    private PlainBoot? boot;

    /// <summary>State of the system at the end of the boot.</summary>
    public string State => Finished.State;

    /// <summary>The failed units at that time.</summary>
    public string FailedUnits => Finished.FailedUnits;

    /// <summary>From power-on to the end of the boot.</summary>
    public TimeSpan BootTime => Finished.BootTime;

    /// <summary>What the journal held of priority <c>err</c> or worse at that time.</summary>
    internal IReadOnlyList<JournalEntry> Errors => Finished.Errors;

    internal Router Router => Finished.Router;

    private PlainBoot Finished => boot ?? throw new InvalidOperationException("The router is not on.");

    /// <inheritdoc/>
    public async Task InitializeAsync() => boot = await Boot.Value;

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;
}
