using Mwan.Build.Cache;
using Mwan.Build.Narration;
using Mwan.Build.Packages;

namespace Mwan.Build.Steps;

/// <summary>What every step of a build shares.</summary>
/// <param name="Workspace">Where everything lies.</param>
/// <param name="Lock">The packages.</param>
/// <param name="Store">Their archives.</param>
/// <param name="Cache">Results of earlier builds.</param>
/// <param name="Narrator">Told of progress.</param>
public sealed record BuildContext(Workspace Workspace, PackageLock Lock, PackageStore Store, StepCache Cache, Narrator Narrator)
{
    /// <summary>A sandbox in the tools tree whose clock, for all that is written to files, stands still.</summary>
    public Sandbox Tools(string tree) => new Sandbox(tree).With("SOURCE_DATE_EPOCH", Lock.Epoch);

    /// <summary>Log of a step, empty at its start.</summary>
    public string LogOf(string step)
    {
        Directory.CreateDirectory(Workspace.Logs);
        string log = Path.Combine(Workspace.Logs, $"{step}.log");
        File.Delete(log);
        return log;
    }

    /// <summary>Adds the packages of a set to a step's inputs.</summary>
    public InputHash Hash(string set) =>
        Lock.Set(set).Aggregate(new InputHash().Add("epoch", Lock.Epoch), static (hash, package) => hash.Add("package", package.ToString()));
}
