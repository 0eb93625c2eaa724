using System.Text;
using Mwan.Config;

namespace Mwan.Build.Publishing;

/// <summary>A way in which a release fails once it is booted, made on purpose.</summary>
/// <param name="Name">A short name, for files and tests.</param>
/// <param name="Version">The version of the one that is made of it, next to those of the others.</param>
/// <param name="What">What it does, for a person.</param>
/// <param name="Reason">What the box says of it afterwards.</param>
/// <param name="MakeAsync">Makes a release of a version that fails so; returns its directory.</param>
public sealed record ReleaseFault(string Name, string Version, string What, Func<Site, string> Reason, Func<TrialReleases, string, Task<string>> MakeAsync)
{
    // Of what did not come as far as its gate, nothing is left that could tell more.
    private const string Unsaid = "it did not come as far as its gate";

    /// <summary>The root is not the one that the UKI's hash was made of.</summary>
    public static ReleaseFault Unverified { get; } = new(
        "unverified",
        "1.2.0",
        "a root that does not verify",
        static _ => Unsaid,
        static (releases, version) => releases.ChangedAsync($"unverified-{version}", version, static async directory =>
        {
            const int SuperBlock = 1024;
            await using FileStream root = new(Directory.EnumerateFiles(directory, "*.root").Single(), FileMode.Open);
            root.Position = SuperBlock;
            int first = root.ReadByte();
            root.Position = SuperBlock;
            root.WriteByte((byte)~first);
        }));

    /// <summary>The kernel finds no program to run in the initrd and no root either.</summary>
    public static ReleaseFault Panicking { get; } = WithCommandLine("panic", "1.3.0", "a panic in the initrd", Unsaid, "rdinit=/nowhere");

    /// <summary>A unit before the gate never ends.</summary>
    public static ReleaseFault Stuck { get; } = WithCommandLine(
        "stuck", "1.4.0", "a boot that does not come as far as the gate", Unsaid, DropIn("nftables-baseline.service", "[Service]\nExecStartPre=sleep infinity\n"));

    /// <summary>The agent ends as soon as it starts.</summary>
    public static ReleaseFault Crashing { get; } = WithCommandLine(
        "crash", "1.5.0", "an agent that crashes", "the agent does not answer", DropIn("mwan.service", "[Service]\nExecStart=\nExecStart=/bin/false\n"));

    /// <summary>Its configuration finds no WAN.</summary>
    public static ReleaseFault Astray { get; } = new(
        "astray",
        "1.6.0",
        "a configuration that blocks every WAN",
        static site => $"it does not reach the Internet by {site.Wans.First(wan => wan.Tier == site.Wans.Min(static other => other.Tier)).Name} IPv4",
        static (releases, version) => releases.WithoutWansAsync(version));

    /// <summary>The gate waits for ever, so that the image is still on trial when somebody hangs its kernel.</summary>
    public static ReleaseFault Hanging { get; } = WithCommandLine(
        "hang",
        "1.7.0",
        "a hang with interrupts off",
        Unsaid,
        DropIn("mwan-gate.service", "[Service]\nExecStart=\nExecStart=sleep infinity\nTimeoutStartSec=infinity\n"));

    /// <summary>How long a try of it lasts by design, from where it fails to the reset.</summary>
    /// <param name="gate">The gate's deadline.</param>
    public TimeSpan Wait(TimeSpan gate) => this switch
    {
        // panic=10 of the kernel's command line.
        _ when this == Panicking => TimeSpan.FromSeconds(10),

        // systemd's wait for the device of the root, where nobody says otherwise (DefaultDeviceTimeoutSec=).
        _ when this == Unverified => TimeSpan.FromSeconds(90),

        // JobTimeoutSec= of boot-complete.target.
        _ when this == Stuck => gate + TimeSpan.FromMinutes(5),

        // i6300ESB counts its 60 s twice.
        _ when this == Hanging => TimeSpan.FromSeconds(120),
        _ => gate,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReleaseFault> All { get; } = [Unverified, Panicking, Stuck, Crashing, Astray, Hanging];

    private static ReleaseFault WithCommandLine(string name, string version, string what, string reason, string commandLine) =>
        new(name, version, what, _ => reason, (releases, asked) => releases.WithCommandLineAsync($"{name}-{asked}", commandLine, asked));

    // systemd.system-credentials(7), "systemd.unit-dropin.*".
    private static string DropIn(string unit, string content) =>
        $"systemd.set_credential_binary=systemd.unit-dropin.{unit}:{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}";
}
