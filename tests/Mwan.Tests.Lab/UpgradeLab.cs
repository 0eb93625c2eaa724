using Mwan.Build.Lab;
using Mwan.Build.Machines;
using Mwan.Build.Publishing;

namespace Mwan.Tests.Lab;

/// <summary>The lab around a router that is upgraded: a good release, and one for each way to fail.</summary>
public sealed class UpgradeLab : SharedLab
{
    // Beside the world a boot takes so long that a minute is over before there is a plan to be followed.
    private static readonly TimeSpan Gate = TimeSpan.FromMinutes(3);

    private readonly ScratchDirectory scratch = ScratchDirectory.Create();
    private TrialReleases? releases;

    /// <inheritdoc/>
    protected override string Kept => Path.Combine(base.Kept, "upgrade");

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await scratch.DisposeAsync();
        if (releases is not null)
        {
            await releases.DisposeAsync();
        }
    }

    // A router that restarts has forgotten such keys, and a tunnel that was healthy before an upgrade has to be so after it.
    /// <inheritdoc/>
    protected override Task MeetPeersAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task<LabParts> GatherAsync()
    {
        releases = await TrialReleases.MakeAsync(Clone, Gate);
        string directory = releases.Together("faults", await releases.OfFaultsAsync(ReleaseFault.All));
        Disk disk = await ReleaseDisk.MakeAsync(releases.Tools, directory, scratch.File("releases"));
        return Parts() with { Site = releases.Site, Image = releases.Image(TrialReleases.First), RouterDisks = [disk] };
    }
}
