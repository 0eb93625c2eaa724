using System.Net.Sockets;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>A link that comes and goes is left once and taken once: a switch for each flap would be worse than the link's absence.</summary>
[Collection(SharedLabTests.Name)]
[Trait("Category", "full")]
public sealed class FlappingTests(SharedLab shared) : FailoverScenario(shared)
{
    private const int Flaps = 3;

    // Emulated machines take their time, but not the first hold, which is what a wrong return would be recognised by.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    public Task A_cable(int period) => LeftOnceAsync(Preferred[0], LinkFaults.CarrierOff(Preferred[0]), TimeSpan.FromSeconds(period));

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    public Task The_internet_behind_a_gateway(int period) => LeftOnceAsync(Preferred[1], LinkFaults.InternetGone(Preferred[1]), TimeSpan.FromSeconds(period));

    private async Task LeftOnceAsync(LabIsp isp, LinkFault fault, TimeSpan period)
    {
        await Shared.ForgetFlapsAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        double mended = 0;
        List<(double Time, string Name)> marks = [];
        Shared.Report.Picture(new Timeline($"{isp.Wan.Name}: {fault.Name}, every {period.TotalSeconds} s", traffic.Events, marks));
        for (int flap = 0; flap < Flaps; flap++)
        {
            await using ActiveFault active = await Lab.At(isp).BreakAsync(fault);
            Broken.Add((isp, active.Since));
            marks.Add((active.Since, "broken"));

            // The period is what is tested, not a wait for something.
            await Task.Delay(period / 2);
            mended = await active.MendAsync();
            await Task.Delay(period / 2);
        }

        RouterStatus status = await RouterStatus.AwaitAsync(Lab);
        foreach (AddressFamily family in Both)
        {
            double hold = status.Hold(isp.Wan.Name, family);
            await traffic.UntilAsync($"new connections of {family} use the link again", events => Returns(events, family).Any(), Deadline + TimeSpan.FromSeconds(hold));
            double returned = Returns(traffic.Events, family).Min() - mended;
            Shared.Report.Flapping(isp.Wan.Name, fault.Name, period, family, hold, returned);
            Assert.InRange(returned, Lab.Network.Site.Health.Hold.TotalSeconds - 1, double.MaxValue);
            Assert.InRange(hold, 0, Lab.Network.Site.Health.MaximumHold.TotalSeconds);
        }

        await NothingNewAsync(isp, Both, Broken[0].Since + Settled.TotalSeconds, mended + Lab.Network.Site.Health.Hold.TotalSeconds - 1);

        IEnumerable<double> Returns(IReadOnlyList<TrafficEvent> events, AddressFamily family) => events
            .Where(one => one is { IsNew: true, Failure: null } && one.Family == family && one.Start >= Broken[0].Since + Settled.TotalSeconds && Lab.Network.IspOf(one.Seen) == isp)
            .Select(static one => one.Start);
    }
}
