using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Status;
using Mwan.Agent.Upgrades;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class ConnectivityTests
{
    private static readonly ProbedFamily Family = ProbedFamily.Of(ExampleSite.Value)[0];
    private static readonly FamilyHealth Healthy = new(Verdict.Healthy, Failing: null, DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_round_of_this_run_that_succeeded_proves_a_way() =>
        Assert.Equal([$"{Family.Member} {Family.FamilyName}"], Of(new HealthState { Health = Healthy, Measured = true, LastSucceeded = true }).Healthy);

    [Fact]
    public void What_the_image_before_left_proves_nothing()
    {
        var recalled = HealthState.Restored(new LastVerdict(Family.Member, Family.Family, Healthy, OwesHold: false, Flaps: 0), Family.Settings, new Moment(TimeSpan.Zero, DateTimeOffset.UnixEpoch.AddMinutes(1)));
        Assert.Equal(Verdict.Healthy, recalled.Health.Verdict);

        Assert.Empty(Of(recalled).Healthy);
        Assert.Equal([$"{Family.Member} {Family.FamilyName}"], Of(recalled).Ways);
    }

    [Fact]
    public void A_way_that_is_about_to_fall_proves_nothing() => Assert.Empty(Of(new HealthState { Health = Healthy, Measured = true, LastSucceeded = false }).Healthy);

    [Fact]
    public void A_way_that_owes_its_hold_is_not_healthy_yet() =>
        Assert.Empty(Of(new HealthState { Health = Healthy with { Verdict = Verdict.Unhealthy }, Measured = true, LastSucceeded = true }).Healthy);

    [Theory]
    [InlineData(29, 0)]
    [InlineData(31, 1)]
    public void A_way_that_answers_steadily_counts_however_long_the_hold_of_its_flaps_is(int seconds, int ways) => Assert.Equal(
        ways,
        Of(new HealthState
        {
            Health = Healthy with { Verdict = Verdict.Unhealthy },
            Measured = true,
            LastSucceeded = true,
            OwesHold = true,
            Flaps = 5,
            Earned = TimeSpan.FromSeconds(seconds),
        }).Healthy.Count);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tunnel_that_is_kept_cold_is_no_way_that_was_lost(bool rests)
    {
        ProbedFamily tunnel = ProbedFamily.Of(ExampleSite.Value)[^1];
        Connectivity now = Connectivity.Of(new StatusReport
        {
            Findings = [],
            Uptime = TimeSpan.Zero,
            AgentUptime = TimeSpan.Zero,
            Age = TimeSpan.Zero,
            Measurements =
            [
                FamilyMeasurement.Of(Family, new HealthState { Health = Healthy, Measured = true, LastSucceeded = true }),
                FamilyMeasurement.Of(tunnel, new HealthState { Health = Healthy with { Verdict = Verdict.Unknown } }),
            ],
            World = PlanningWorld.Well.With(tunnel.Member, upstream => upstream with { Tunnel = new TunnelState { IsResting = rests } }),
        });
        Assert.Equal(rests, now.WorseThan([$"{Family.Member} {Family.FamilyName}", $"{tunnel.Member} {tunnel.FamilyName}"]) is null);
    }

    private static Connectivity Of(HealthState state) => Connectivity.Of(new StatusReport
    {
        Findings = [],
        Uptime = TimeSpan.Zero,
        AgentUptime = TimeSpan.Zero,
        Age = TimeSpan.Zero,
        Measurements = [FamilyMeasurement.Of(Family, state)],
        World = SeedWorld.Well,
    });
}
