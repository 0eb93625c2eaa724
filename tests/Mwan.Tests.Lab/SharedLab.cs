using Mwan.Build;
using Mwan.Build.Artifacts;
using Mwan.Build.Lab;
using Mwan.Build.Machines;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>One lab for the tests of a collection, with all WANs up that can be.</summary>
public sealed class SharedLab : IAsyncLifetime
{
    // Two emulated machines on two busy cores; the link itself is up within seconds.
    private static readonly TimeSpan UpDeadline = TimeSpan.FromSeconds(300);

    private RunningLab? lab;
    private LabCapture? capture;
    private ColdStart? coldStart;
    private LabReport? report;

    /// <summary>The lab.</summary>
    public RunningLab Lab => lab ?? throw new InvalidOperationException("The lab has not been started.");

    /// <summary>What is on the WANs; whoever reads it takes it away from the next.</summary>
    public LabCapture Capture => capture ?? throw new InvalidOperationException("The lab has not been started.");

    /// <summary>What the router said while it had no certificates, or bad ones.</summary>
    internal ColdStart ColdStart => coldStart ?? throw new InvalidOperationException("The lab has not been started.");

    /// <summary>What is kept for people.</summary>
    internal LabReport Report => report ?? throw new InvalidOperationException("The lab has not been started.");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Workspace clone = Workspace.Find(AppContext.BaseDirectory, Variable("MWAN_CONFIG"), Variable("MWAN_ARTIFACTS"));
        SiteReading reading = SiteFile.Load(clone.Config);
        Site site = reading.Site ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics));
        string trees = Path.Combine(clone.Output, "trees");
        report = new LabReport(Path.Combine(clone.Output, "lab"));
        lab = await RunningLab.StartAsync(new LabParts(
            site, ArtifactNames.FindImage(clone.Output), EmulatorTree.FromEnvironment(), Path.Combine(trees, "kernel", "vmlinuz"), Path.Combine(trees, "world", "world.cpio")));
        capture = new LabCapture(lab);
        lab.Router.Guest.Patience = UpDeadline;
        coldStart = await ColdStart.RunAsync(lab);
        await lab.InsertCertificatesAsync();

        // An authenticator that has refused a station does not listen to it for a minute (quietPeriod of IEEE 802.1X), unless it starts anew.
        foreach (LabIsp isp in lab.Network.Isps.Where(static isp => isp.Wan.Authentication is not null))
        {
            _ = await lab.DoAsync(LinkFaults.EapRejected(isp).Mend);
        }

        await HealthyAsync();
    }

    /// <summary>Waits until both families of all WANs are healthy.</summary>
    public async Task HealthyAsync()
    {
        if (await Waiting.UntilAsync(async () => await RouterStatus.AskAsync(Lab) is { } status && status.IsWell(Lab.Network), UpDeadline))
        {
            return;
        }

        string words = await Lab.AtRouterAsync("mwan status 2>&1 || :");
        string journal = await Lab.AtRouterAsync("journalctl --boot --no-pager --lines=60");
        string world = await Lab.AtAsync("internet", "tail -n 8 /run/world/*.log");
        throw new TimeoutException($"Not all WANs are well within {UpDeadline}:\n{words}\n{journal}\n{world}");
    }

    /// <summary>Has the agent forget how often WANs failed, so that the next hold is the first: it starts anew, without what it kept.</summary>
    public async Task ForgetFlapsAsync()
    {
        if (await RouterStatus.AskAsync(Lab) is not { RemembersFlaps: false })
        {
            _ = await Lab.AtRouterAsync("systemctl stop mwan; rm -f /run/mwan/verdicts.json /state/mwan/verdicts.json; systemctl start mwan");
        }

        await HealthyAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (lab is not null)
        {
            await Report.KeepAsync(lab);
            await lab.DisposeAsync();
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
