using Mwan.Agent.Observation;
using Mwan.Agent.Supplicant;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Supplicant;

public sealed class RenewPolicyTests
{
    [Fact]
    public void The_lease_is_asked_for_first_then_the_port_is_authenticated_and_both_in_turn_at_growing_delays()
    {
        List<(int At, RenewAction Action)> actions = Run(seconds: 4000, _ => PortAuthorization.Authorized, _ => false);
        Assert.Equal(
            [
                (30, RenewAction.RenewLease),
                (60, RenewAction.Reauthenticate),
                (120, RenewAction.RenewLease),
                (240, RenewAction.Reauthenticate),
                (480, RenewAction.RenewLease),
                (960, RenewAction.Reauthenticate),
                (1860, RenewAction.RenewLease),
                (2760, RenewAction.Reauthenticate),
                (3660, RenewAction.RenewLease),
            ],
            actions);
    }

    [Theory]
    [InlineData(PortAuthorization.Unauthorized)]
    [InlineData(PortAuthorization.Unknown)]
    internal void A_port_that_is_not_open_is_left_to_the_supplicant(PortAuthorization port) =>
        Assert.Empty(Run(seconds: 4000, _ => port, _ => false));

    [Fact]
    public void A_lease_that_comes_in_time_ends_it() => Assert.Empty(Run(seconds: 4000, _ => PortAuthorization.Authorized, second => second >= 29));

    [Fact]
    public void A_lease_starts_the_story_anew() => Assert.Equal(
        [(30, RenewAction.RenewLease), (60, RenewAction.Reauthenticate), (131, RenewAction.RenewLease)],
        Run(seconds: 140, _ => PortAuthorization.Authorized, second => second is >= 61 and <= 100));

    [Fact]
    public void A_port_that_closes_for_the_remedy_does_not_bring_the_next_one_sooner()
    {
        List<(int At, RenewAction Action)> actions = Run(
            seconds: 200,
            second => second is > 60 and < 65 ? PortAuthorization.Unauthorized : PortAuthorization.Authorized,
            _ => false);
        Assert.Equal([(30, RenewAction.RenewLease), (60, RenewAction.Reauthenticate), (65, RenewAction.Begin), (125, RenewAction.RenewLease)], actions);
    }

    [Theory]
    [InlineData(false, false, new[] { 100, 130 })]
    [InlineData(true, false, new[] { 100 })]
    [InlineData(true, true, new int[0])]
    public void When_the_port_opens_dhcp_starts_anew_unless_everything_is_there(bool leased, bool complete, int[] expected)
    {
        List<(int At, RenewAction Action)> actions = Run(
            seconds: 140, second => second < 100 ? PortAuthorization.Unauthorized : PortAuthorization.Authorized, _ => leased, _ => complete);
        Assert.Equal(expected, actions.Select(action => action.At));
        Assert.All(actions.Take(1), action => Assert.Equal(RenewAction.Begin, action.Action));
    }

    [Fact]
    public void A_supplicant_that_is_silent_for_a_moment_does_not_hide_that_the_port_was_closed() => Assert.Equal(
        [(20, RenewAction.Begin)],
        Run(seconds: 40, second => second < 10 ? PortAuthorization.Unauthorized : second < 20 ? PortAuthorization.Unknown : PortAuthorization.Authorized, _ => false));

    [Fact]
    public void A_port_that_was_open_when_the_agent_started_is_left_alone() =>
        Assert.Empty(Run(seconds: 29, second => second < 5 ? PortAuthorization.Unknown : PortAuthorization.Authorized, _ => false));

    [Fact]
    public void Delays_grow_and_have_a_bound()
    {
        for (int attempts = 0; attempts < 1000; attempts++)
        {
            Assert.InRange(RenewPolicy.Delay(attempts), RenewPolicy.Patience, RenewPolicy.LongestDelay);
            Assert.True(RenewPolicy.Delay(attempts + 1) >= RenewPolicy.Delay(attempts));
        }
    }

    private static List<(int At, RenewAction Action)> Run(int seconds, Func<int, PortAuthorization> port, Func<int, bool> leased, Func<int, bool>? complete = null)
    {
        List<(int, RenewAction)> actions = [];
        RenewState state = RenewState.Well;
        for (int second = 0; second < seconds; second++)
        {
            (RenewAction action, state) = RenewPolicy.Decide(state, port(second), leased(second), (complete ?? leased)(second), TimeSpan.FromSeconds(second));
            if (action != RenewAction.None)
            {
                actions.Add((second, action));
            }
        }

        return actions;
    }
}
