using System.Net.Sockets;
using Mwan.Build.Lab;
using Mwan.Build.Machines;
using Mwan.Tests.Upgrade;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Lab;

/// <summary>
/// From image to image among ISPs, under load: a good release stays, and one whose configuration finds no WAN is left for the one before it.
/// What firmware, kernel and initrd do is the upgrade suite's.
/// </summary>
[Collection(nameof(UpgradeTests))]
[CollectionDefinition(nameof(UpgradeTests), DisableParallelization = true)]
[Trait("Category", "full")]
public sealed class UpgradeTests(ITestOutputHelper output)
{
    private const string Lost = "1.2.0";
    private const string Reset = "RESET";
    private static readonly TimeSpan Up = TimeSpan.FromMinutes(10);

    // Two tries of a gate that waits for a minute, each with its boot.
    private static readonly TimeSpan Return = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task The_LAN_has_its_Internet_back_after_a_good_release_and_after_one_that_finds_no_WAN()
    {
        Releases releases = await Releases.OfThisRunAsync();
        await using ScratchDirectory scratch = ScratchDirectory.Create();
        Disk[] disks =
        [
            await DiskAsync("scsi2", "good", releases.Payload(Releases.Second)),
            await DiskAsync("scsi3", "lost", await releases.WithoutWansAsync(Lost)),
        ];
        await using RunningLab lab = await RunningLab.StartAsync(SharedLab.Parts() with { Site = releases.Site, Image = releases.Image(Releases.First), RouterDisks = disks });
        lab.Router.Guest.Patience = Up;
        await RouterStatus.AwaitFindingAsync(lab, "802.1X waits", Up);
        await lab.InsertCertificatesAsync();
        await SharedLab.HealthyAsync(lab);

        await WriteAsync(lab, "good");
        await using (LabTraffic traffic = await LabTraffic.StartAsync(lab, lab.Network.Clients[0]))
        {
            await WellSinceAsync(lab, traffic, 0);
            await lab.Router.RestartAsync(Up);
            await SharedLab.HealthyAsync(lab);
            await WellSinceAsync(lab, traffic, await lab.ClockAsync());
            Tell(traffic, "upgrade");
        }

        Assert.Matches(@" +A +1\.0\.0 +good\n\* B +1\.1\.0 +good", await lab.AtRouterAsync("systemctl is-system-running --wait || :; mwan slots"));

        int resets = lab.Router.Qmp.Events.Count(static name => name == Reset);
        await WriteAsync(lab, "lost");
        await using LabTraffic back = await LabTraffic.StartAsync(lab, lab.Network.Clients[0]);
        await WellSinceAsync(lab, back, 0);
        double ordered = await lab.ClockAsync();
        await lab.Router.RestartAsync(Up);
        await lab.Router.Qmp.WaitForEventAsync(Reset, Return, resets + 3);
        lab.Router.Guest.Forget();
        output.WriteLine($"the image before it boots after {await lab.ClockAsync() - ordered:0} s");
        await SharedLab.HealthyAsync(lab);
        string slots = await lab.AtRouterAsync("mwan slots");
        Assert.Matches($@" +A +1\.2\.0 +failed.*it does not reach the Internet by {lab.Network.Preferred.First().Wan.Name} IPv4", slots);
        Assert.Matches(@"\* B +1\.1\.0 +good", slots);
        await WellSinceAsync(lab, back, await lab.ClockAsync());
        Tell(back, "way back");

        async Task<Disk> DiskAsync(string slot, string name, string payload) =>
            new(slot, await releases.DiskAsync(payload, scratch.File(name))) { Format = DiskFormat.Raw, Serial = name };
    }

    private static async Task WriteAsync(RunningLab lab, string disk) => _ = await lab.AtRouterAsync(
        $"mkdir -p /run/{disk}; mount -o ro /dev/disk/by-serial/{disk} /run/{disk}; mwan upgrade /run/{disk} --no-reboot", Up);

    /// <summary>Waits until every preferred WAN has taken new connections of both families since a moment.</summary>
    private static Task WellSinceAsync(RunningLab lab, LabTraffic traffic, double since) => traffic.UntilAsync(
        "every preferred WAN takes new connections of both families",
        events => lab.Network.Preferred.All(isp => new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 }.All(family =>
            events.Any(one => one.IsNew && one.Family == family && one.Failure is null && one.Start >= since && lab.Network.IspOf(one.Seen) == isp))),
        Up);

    // The longest time in which no new connection of a family came about.
    private void Tell(LabTraffic traffic, string what)
    {
        foreach (IGrouping<AddressFamily, TrafficEvent> family in traffic.Events.Where(static one => one is { IsNew: true, Failure: null }).GroupBy(static one => one.Family))
        {
            double[] times = [.. family.Select(static one => one.Start).Order()];
            output.WriteLine($"{what}, {family.Key}: no new connection for {times.Zip(times.Skip(1), static (before, after) => after - before).Max():0.0} s at most");
        }
    }
}
