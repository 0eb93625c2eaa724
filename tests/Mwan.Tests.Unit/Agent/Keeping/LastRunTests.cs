using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Keeping;
using Mwan.Agent.Observation;
using Mwan.Tests.Unit.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Keeping;

public sealed class LastRunTests
{
    private static readonly Selection Carriers = new(["att"], []);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(59, 1)]
    [InlineData(61, 0)]
    [InlineData(60 * 24 * 400, 0)]
    [InlineData(-4, 1)]
    [InlineData(-6, 0)]
    public void Verdicts_count_after_a_reboot_for_an_hour_and_not_from_a_clock_that_was_wrong(int minutes, int count)
    {
        LastRun after = Run(Layer.Internet).AfterReboot(Script.Beginning.AddMinutes(minutes));
        Assert.Equal(count, after.Verdicts.Count);
        Assert.Same(Carriers, after.Selection);
    }

    [Theory]
    [InlineData("Carrier", 0)]
    [InlineData("Authorization", 0)]
    [InlineData("Lease", 0)]
    [InlineData("Gateway", 1)]
    [InlineData("Internet", 1)]
    public void What_a_shutdown_takes_down_itself_is_no_verdict_for_the_next_boot(string layer, int count) =>
        Assert.Equal(count, Run(Enum.Parse<Layer>(layer)).AfterReboot(Script.Beginning).Verdicts.Count);

    [Fact]
    public void A_file_of_no_known_age_is_old() => Assert.Empty((Run(Layer.Internet) with { Written = DateTimeOffset.MinValue }).AfterReboot(Script.Beginning).Verdicts);

    [Fact]
    public void No_flow_outlives_the_kernel_and_nothing_of_what_it_was_translated_to_counts()
    {
        LastRun left = Run(Layer.Internet) with { Translations = [new("att", Mwan.Agent.Netlink.Family.Ipv4, [System.Net.IPNetwork.Parse("198.51.100.10/32")])] };
        Assert.Empty(left.AfterReboot(Script.Beginning).Translations);
    }

    private static LastRun Run(Layer failing) => new(
        Script.Beginning,
        [new LastVerdict("att", AddressFamily.InterNetwork, new FamilyHealth(Verdict.Unhealthy, failing, Script.Beginning), OwesHold: true, Flaps: 1)],
        Carriers);
}
