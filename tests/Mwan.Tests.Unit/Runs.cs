namespace Mwan.Tests.Unit;

/// <summary>How properties are checked: with the same values each time, so that a failure belongs to a change; with new ones where <c>MWAN_RANDOM</c> asks for them, as <c>--full</c> does.</summary>
internal static class Runs
{
    private const ulong Seed = 20_260_601;

    // SplitMix64 wants an odd one.
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    public static FsCheck.Config Of(int count)
    {
        FsCheck.Config runs = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(count);
        return Environment.GetEnvironmentVariable("MWAN_RANDOM") is null ? runs.WithReplay(new FsCheck.Replay(new FsCheck.Rnd(Seed, Gamma), size: null)) : runs;
    }
}
