using System.Runtime.CompilerServices;
using Mwan.Build.Lab;
using Mwan.Build.Machines;
using Mwan.Build.Publishing;

namespace Mwan.Build.Benchmark;

/// <summary>
/// Upgrades of the image among simulated ISPs, from a disk of their own: size, writing, how long the LAN has no Internet, and, when it is
/// asked for, the way back from a release that fails, for each way to fail.
/// </summary>
public static class UpgradeMeasurement
{
    private static readonly TimeSpan Up = TimeSpan.FromMinutes(10);

    // As a site has it that says nothing.
    private static readonly TimeSpan Gate = TimeSpan.FromMinutes(3);

    // Shutdown, boot and the first connection, without KVM beside the machine that plays the ISPs.
    private static readonly TimeSpan Boot = TimeSpan.FromSeconds(100);

    /// <summary>Builds the releases, signed with keys of this run, and upgrades from one to the other.</summary>
    /// <param name="workspace">The clone, whose trees of tools have been made.</param>
    /// <param name="faults">The ways to fail that are to be measured; each takes minutes without KVM.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Each value as soon as it is known: a fault that fails otherwise than it should takes none of those before it away.</returns>
    public static async IAsyncEnumerable<Measurement> MeasureAsync(Workspace workspace, IReadOnlyList<ReleaseFault> faults, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using ScratchDirectory scratch = ScratchDirectory.Create();
        await using TrialReleases releases = await TrialReleases.MakeAsync(workspace, Gate);
        string directory = releases.Together("bench", await releases.OfFaultsAsync(faults));
        LabParts parts = LabParts.Of(workspace, releases.Site) with
        {
            Image = releases.Image(TrialReleases.First),
            RouterDisks = [await ReleaseDisk.MakeAsync(releases.Tools, directory, scratch.File("releases"))],
        };
        string how = (await new AcceleratorProbe(releases.Machines).BestAsync()).ToString().ToUpperInvariant();
        await using RunningLab lab = await RunningLab.StartAsync(parts, cancellationToken);
        lab.Router.Guest.Patience = Up;
        await lab.Router.Guest.PingAsync(cancellationToken);
        if (releases.Site.Wans.Any(static wan => wan.Authentication is not null))
        {
            await lab.InsertCertificatesAsync();
        }

        await RouterStatus.AwaitWellAsync(lab, Up);
        UpgradeTrial trial = new(lab);
        UpgradeTimes times = await trial.StayAsync(TrialReleases.Second).WaitAsync(cancellationToken);
        yield return new("update payload", Directory.EnumerateFiles(releases.Payload(TrialReleases.Second)).Sum(static file => new FileInfo(file).Length) / 1e6, "MB", 125);
        yield return new($"writing it into a slot, from a local disk, {how}", times.Written, "s", 40);
        yield return new($"from the order to restart until the LAN's next new connection, {how}", times.Forwarded, "s", 90);
        yield return new($"from the order to restart until the new image has proved itself, {how}", times.Proved, "s", 180);
        foreach (ReleaseFault fault in faults)
        {
            await RouterStatus.AwaitWellAsync(lab, Up);
            double back = await trial.ReturnAsync(fault).WaitAsync(cancellationToken);
            string since = fault == ReleaseFault.Hanging ? "from the last hang" : "from the order to restart";
            TimeSpan gate = releases.Site.Upgrades.GateDeadline;
            yield return new($"back after {fault.What}, {since}, gate {gate.TotalSeconds:0} s, {how}", back, "s", Budget(fault, gate, releases.Site.Upgrades.Tries).TotalSeconds);
        }
    }

    // Each try is a boot and what it waits for by design; the image before it boots once more. After the last hang only the watchdog is waited for.
    private static TimeSpan Budget(ReleaseFault fault, TimeSpan gate, int tries) =>
        fault == ReleaseFault.Hanging ? fault.Wait(gate) + Boot : (tries * (Boot + fault.Wait(gate))) + Boot;
}
