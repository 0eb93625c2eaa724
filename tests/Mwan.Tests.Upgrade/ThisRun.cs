using Mwan.Build;
using Mwan.Build.Publishing;

namespace Mwan.Tests.Upgrade;

/// <summary>What the tests of one process share, and what goes with it.</summary>
internal static class ThisRun
{
    // A machine whose WANs lead nowhere needs no longer to pass, and one that fails is waited for as long.
    private static readonly TimeSpan Gate = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<TrialReleases>> Made = new(static () => TrialReleases.MakeAsync(Clone, Gate));

    private static Workspace Clone => Workspace.Find(AppContext.BaseDirectory, Variable("MWAN_CONFIG"), Variable("MWAN_ARTIFACTS"));

    /// <summary>Its releases.</summary>
    public static Task<TrialReleases> ReleasesAsync() => Made.Value;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
