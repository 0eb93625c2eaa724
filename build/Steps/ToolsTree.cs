using Mwan.Build.Narration;
using Mwan.Build.Packages;
using Mwan.Build.Processes;

namespace Mwan.Build.Steps;

/// <summary>
/// A Debian 13 tree of programs, from one set of the lock: the same tools on every host, whatever Debian it runs. Never changed after
/// it is made.
/// </summary>
public static class ToolsTree
{
    // Nobody reads these in a tools tree.
    private static readonly string[] LeftOut = ["doc", "info", "locale", "man", "zoneinfo"];

    /// <summary>The tree of the set <c>tools</c> (makes images) or <c>machines</c> (runs them).</summary>
    public static async Task<string> GetAsync(BuildContext context, string set, CancellationToken cancellationToken)
    {
        using var hash = context.Hash(set).Add("recipe", "2");
        return await context.Cache.GetAsync(
            set,
            hash.Key(),
            $"Debian {Apt.Suite} with {context.Lock.Set(set).Count} packages of tools",
            (directory, report, token) => MakeAsync(context, set, directory, report, token),
            cancellationToken);
    }

    private static async Task MakeAsync(BuildContext context, string set, string directory, StepReport report, CancellationToken cancellationToken)
    {
        IReadOnlyList<LockedPackage> packages = context.Lock.Set(set);
        await context.Store.EnsureAsync(packages, cancellationToken);
        string repository = $"{directory}.packages";
        try
        {
            await Sandbox.DeleteAsync(repository, cancellationToken);
            await LocalRepository.WriteAsync(context.Store, packages, repository, cancellationToken);
            await Bootstrap(context.LogOf(set), packages, directory, repository, report)
                .WithEnvironment("SOURCE_DATE_EPOCH", context.Lock.Epoch)
                .RunAsync(cancellationToken);
        }
        finally
        {
            await Sandbox.DeleteAsync(repository, CancellationToken.None);
        }
    }

    private static Command Bootstrap(string log, IReadOnlyList<LockedPackage> packages, string directory, string repository, StepReport report) =>
        Sandbox.AsRoot(
            "mmdebstrap",
            [
                "--mode=root", "--variant=essential", "--verbose", "--skip=check/qemu", "--architectures=amd64",
                .. LeftOut.Select(static name => $"--dpkgopt=path-exclude=/usr/share/{name}/*"),
                "--dpkgopt=force-unsafe-io",
                $"--include={string.Join(',', packages.Select(static p => p.Name))}",
                "", directory, $"deb [trusted=yes] copy://{repository} ./",
            ])
            .LogTo(log)
            .Telling(line => DpkgProgress.Tell(report, line));
}
