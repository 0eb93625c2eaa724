using System.Net.Sockets;
using System.Text.RegularExpressions;
using Mwan.Build.Machines;
using Mwan.Build.Publishing;

namespace Mwan.Build.Lab;

/// <summary>Upgrades of the lab's router, all its WANs healthy, while a client on its LAN keeps opening connections.</summary>
/// <param name="lab">The lab. Its router has a <see cref="ReleaseDisk"/>, with each release in a directory of its version's name.</param>
public sealed partial class UpgradeTrial(RunningLab lab)
{
    // Boots and shutdowns without KVM, on cores that are shared with the world.
    private static readonly TimeSpan Up = TimeSpan.FromMinutes(10);

    // All tries and the way back, within the time that the client goes on.
    private static readonly TimeSpan Back = TimeSpan.FromMinutes(28);

    // A program that has an answer has it by then; what was reset has none.
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    // Longer than a busy emulator stumbles: no WAN carries anything.
    private const double Outage = 10;

    /// <summary>Upgrades to a release that stays.</summary>
    /// <param name="version">Its version.</param>
    /// <exception cref="TimeoutException">It does not stay, or the LAN has no Internet afterwards.</exception>
    public async Task<UpgradeTimes> StayAsync(string version)
    {
        double written = await WriteAsync(version);
        await using LabTraffic traffic = await LoadAsync();
        double ordered = await lab.ClockAsync();
        await lab.Router.RestartAsync(Up);
        _ = await SlotsAsync(lab.Router, slots => Matches(slots, $@"\* . +{Regex.Escape(version)} +good"), Up);
        double proved = await lab.ClockAsync() - ordered;
        await WellAsync(traffic);
        return new UpgradeTimes(written, EndOfOutage(traffic, ordered) - ordered, proved);
    }

    /// <summary>Upgrades to a release that fails, and waits until the router is back by itself and the LAN has its Internet again.</summary>
    /// <param name="fault">How it fails.</param>
    /// <returns>Seconds from the order to restart until new connections go through again for good; if the kernel hangs, from its last hang.</returns>
    /// <exception cref="TimeoutException">It does not come back, says something else of the release, or the LAN has no Internet.</exception>
    public async Task<double> ReturnAsync(ReleaseFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        string running = Running().Match(await lab.AtRouterAsync("mwan slots")).Value;
        _ = await WriteAsync(fault.Version);
        await using LabTraffic traffic = await LoadAsync();
        double failed = await lab.ClockAsync();
        await lab.Router.RestartAsync(Up);
        if (fault == ReleaseFault.Hanging)
        {
            failed = await HangInEachTryAsync(fault.Version);
        }

        string reason = Regex.Escape(fault.Reason(lab.Network.Site));
        _ = await SlotsAsync(
            lab.Router,
            slots => slots.Split('\n').Any(line => Matches(line, $@"^{Regex.Escape(running)} +good")) && Matches(slots, $@" . +{Regex.Escape(fault.Version)} +failed.*: {reason}"),
            Back);
        await WellAsync(traffic);
        return EndOfOutage(traffic, failed) - failed;
    }

    /// <summary>Waits until <c>mwan slots</c> says something, through restarts that the machine does by itself.</summary>
    /// <exception cref="TimeoutException">It has not by then; the message has the last words and the console.</exception>
    public static async Task<string> SlotsAsync(RunningMachine machine, Func<string, bool> isIt, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(isIt);
        long started = TimeProvider.System.GetTimestamp();
        string last = "nothing";
        TimeSpan patience = machine.Guest.Patience;
        machine.Guest.Patience = Glance;
        try
        {
            while (TimeProvider.System.GetElapsedTime(started) < deadline)
            {
                try
                {
                    last = (await machine.Guest.RunAsync(["mwan", "slots"], deadline: Glance)).Output;
                    if (isIt(last))
                    {
                        return last;
                    }
                }
                catch (Exception exception) when (exception is TimeoutException or QmpException)
                {
                    machine.Guest.Forget();
                }

                await Task.Delay(Pause);
            }
        }
        finally
        {
            machine.Guest.Patience = patience;
        }

        throw new TimeoutException($"After {deadline}, mwan slots says: {last}\n{machine.Console.Text}");
    }

    private async Task<double> WriteAsync(string version)
    {
        _ = await lab.AtRouterAsync(ReleaseDisk.Mount);
        double started = await lab.ClockAsync();
        _ = await lab.AtRouterAsync($"mwan upgrade {ReleaseDisk.Directory}/{version} --no-reboot", Up);
        return await lab.ClockAsync() - started;
    }

    private async Task<LabTraffic> LoadAsync()
    {
        LabTraffic traffic = await LabTraffic.StartAsync(lab, lab.Network.Clients[0], Longest);
        try
        {
            await WellAsync(traffic);
            return traffic;
        }
        catch
        {
            await traffic.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every preferred WAN takes new connections of both families, from now on.</summary>
    private async Task WellAsync(LabTraffic traffic)
    {
        double since = await lab.ClockAsync();
        await traffic.UntilAsync(
            "every preferred WAN takes new connections of both families",
            events => lab.Network.Preferred.All(isp => new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 }.All(family =>
                events.Any(one => one.IsNew && one.Family == family && one.Failure is null && one.Start >= since && lab.Network.IspOf(one.Seen) == isp))),
            Up);
    }

    private async Task<double> HangInEachTryAsync(string version)
    {
        double hung = 0;
        await using ScratchDirectory scratch = ScratchDirectory.Create();
        for (int attempt = 0; attempt < lab.Network.Site.Upgrades.Tries; attempt++)
        {
            _ = await SlotsAsync(lab.Router, slots => Matches(slots, $@"\* . +{Regex.Escape(version)} "), Up);
            hung = await lab.ClockAsync();
            _ = await KernelHang.UntilResetAsync(lab.Router, scratch.File("debugger"), Up);
        }

        return hung;
    }

    // When new connections of both families went through again, after the last time that those of one did not for long.
    private static double EndOfOutage(LabTraffic traffic, double since) => traffic.Events
        .Where(one => one is { IsNew: true, Failure: null } && one.Start >= since)
        .GroupBy(static one => one.Family)
        .Max(family =>
        {
            double[] times = [since, .. family.Select(static one => one.Start).Order()];
            return times.Zip(times.Skip(1)).Where(static pair => pair.Second - pair.First >= Outage).Select(static pair => pair.Second).LastOrDefault(since);
        });

    private static bool Matches(string text, string pattern) => Regex.IsMatch(text, pattern, RegexOptions.None, Glance);

    [GeneratedRegex(@"^\* . +\S+", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Running();
}
