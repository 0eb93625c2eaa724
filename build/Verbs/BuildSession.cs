using Mwan.Build.Cache;
using Mwan.Build.Narration;
using Mwan.Build.Packages;
using Mwan.Build.Processes;
using Mwan.Build.Steps;

namespace Mwan.Build.Verbs;

/// <summary>Everything that a verb works with, from its options.</summary>
internal sealed class BuildSession : IAsyncDisposable
{
    private readonly string? released;

    private BuildSession(Workspace workspace, Narrator narrator, string? released)
    {
        this.released = released;
        Workspace = workspace;
        Narrator = narrator;
        Apt = new Apt(workspace, narrator);
    }

    public Workspace Workspace { get; }

    public Narrator Narrator { get; }

    public Apt Apt { get; }

    public static BuildSession Begin(BuildOptions options)
    {
        Workspace workspace = Workspace.Find(Environment.CurrentDirectory, options.Config, options.Output);
        HostPrograms.Require(Environment.GetEnvironmentVariable("PATH"), Environment.UserName == "root");
        if (options.Packages is { } given && !Directory.Exists(given))
        {
            throw new BuildException($"--packages={given}: there is no such directory. It is the 'packages' directory of a release's artifacts.");
        }

        var narrator = new Narrator(Console.Out, !Console.IsOutputRedirected, Path.Combine(workspace.Cache, "timings.json"));
        string kept = Path.Combine(workspace.Output, "packages");
        return new BuildSession(workspace, narrator, options.Packages ?? (Directory.Exists(kept) ? kept : null));
    }

    /// <summary>What steps share; reads the lock.</summary>
    public async Task<BuildContext> ContextAsync(CancellationToken cancellationToken)
    {
        PackageLock packageLock = PackageLock.Read(Workspace.Lock);
        var cache = new StepCache(Workspace.Cache, Narrator);
        await cache.SweepAsync(cancellationToken);
        return new BuildContext(Workspace, packageLock, new PackageStore(Workspace, released, Apt, Narrator), cache, Narrator);
    }

    public ValueTask DisposeAsync() => Narrator.DisposeAsync();
}
