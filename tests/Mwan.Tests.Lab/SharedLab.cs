using Mwan.Build;
using Mwan.Build.Lab;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>One lab for the tests of a collection, with all WANs up that can be.</summary>
public class SharedLab : IAsyncLifetime
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

    /// <summary>The clone that is tested.</summary>
    protected static Workspace Clone => Workspace.Find(AppContext.BaseDirectory, Variable("MWAN_CONFIG"), Variable("MWAN_ARTIFACTS"));

    /// <summary>Where what is kept for people lies.</summary>
    protected virtual string Kept => Path.Combine(Clone.Output, "lab");

    /// <summary>What the lab is made of: the image and the trees of this clone.</summary>
    public static LabParts Parts()
    {
        Workspace clone = Clone;
        SiteReading reading = SiteFile.Load(clone.Config);
        Site site = reading.Site ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics));
        return LabParts.Of(clone, site);
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        string directory = Directory.CreateDirectory(Kept).FullName;
        report = new LabReport(directory);
        lab = await RunningLab.StartAsync(await GatherAsync());
        capture = new LabCapture(lab, directory);
        lab.Router.Guest.Patience = UpDeadline;
        LabIsp[] authenticated = [.. lab.Network.Isps.Where(static isp => isp.Wan.Authentication is not null)];
        if (authenticated.Length > 0)
        {
            coldStart = await ColdStart.RunAsync(lab);
            await lab.InsertCertificatesAsync();
        }

        await MeetPeersAsync();

        // An authenticator that has refused a station does not listen to it for a minute (quietPeriod of IEEE 802.1X), unless it starts anew.
        foreach (LabIsp isp in authenticated)
        {
            _ = await lab.DoAsync(LinkFaults.EapRejected(isp).Mend);
        }

        await HealthyAsync();
    }

    /// <summary>Waits until both families of all WANs are healthy.</summary>
    public Task HealthyAsync() => HealthyAsync(Lab);

    /// <summary>The same for any lab.</summary>
    public static Task HealthyAsync(RunningLab lab) => RouterStatus.AwaitWellAsync(lab, UpDeadline);

    /// <summary>Has the agent forget how often WANs failed, so that the next hold is the first: it starts anew, without what it kept.</summary>
    public async Task ForgetFlapsAsync()
    {
        if (await RouterStatus.AskAsync(Lab) is not { RemembersFlaps: false })
        {
            _ = await Lab.AtRouterAsync("systemctl stop mwan; rm -f /run/mwan/verdicts.json /state/mwan/verdicts-*.json; systemctl start mwan");
        }

        await HealthyAsync();
    }

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        if (lab is not null)
        {
            await Report.KeepAsync(lab);
            await lab.DisposeAsync();
        }
    }

    /// <summary>The router and the other ends of its tunnels learn each other's keys.</summary>
    protected virtual Task MeetPeersAsync() => Lab.ExchangeKeysAsync();

    /// <summary>What this lab is made of.</summary>
    protected virtual Task<LabParts> GatherAsync() => Task.FromResult(Parts());

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
