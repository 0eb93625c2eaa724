using System.Net.Sockets;
using System.Text;
using Mwan.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health;

/// <summary>See <see cref="Script"/> for the signs; three rounds must fail. <c>a</c>: the first verdict is awaited after that step.</summary>
public sealed class FirstRoundsTests
{
    [Theory]
    [InlineData("+", ".")]
    [InlineData("--+", "aa.")]
    [InlineData("---", "aa.")]
    [InlineData("xx+", "aa.")]
    [InlineData("xxxxxx", "aa....")]
    [InlineData("-x-x", "aa..")]
    [InlineData("+xxxx", ".....")]
    // Whoever has no link yet is awaited once it has.
    [InlineData("CLo-+", "..aa.")]
    [InlineData("xCox", "a.aa")]
    // Who has had the chance does not get it again by a link that comes and goes.
    [InlineData("xxxCoxCo", "aa......")]
    [InlineData("+Co-", "....")]
    [InlineData("---Co", "aa...")]
    public void A_first_verdict_is_awaited_for_as_many_rounds_as_make_a_failure(string script, string awaited)
    {
        Script life = new();
        Assert.True(life.State.Health.IsAwaited(life.Now.Utc));
        Assert.Equal(awaited, Awaited(life, script));
    }

    [Theory]
    [InlineData("Healthy", "x", ".")]
    [InlineData("Unhealthy", "x", ".")]
    [InlineData("Unknown", "xxx", "aa.")]
    public void After_a_restart_only_what_is_not_known_is_awaited(string last, string script, string awaited)
    {
        LastVerdict left = new("att", AddressFamily.InterNetwork, new FamilyHealth(Enum.Parse<Verdict>(last), Failing: null, Script.Beginning), OwesHold: false, Flaps: 0);
        HealthState state = HealthState.Restored(left, Script.Plain, new Moment(TimeSpan.Zero, Script.Beginning));
        Assert.Equal(awaited, Awaited(new Script(state, Script.Plain), script));
    }

    [Fact]
    public void Without_any_round_the_wait_ends_by_the_clock()
    {
        FamilyHealth health = new Script().State.Health;
        Assert.Equal(Script.Beginning.AddSeconds(4.4), health.AwaitedUntil);
        Assert.True(health.IsAwaited(Script.Beginning.AddSeconds(4.3)));
        Assert.False(health.IsAwaited(Script.Beginning.AddSeconds(4.4)));
    }

    [Fact]
    public void What_is_left_to_the_next_run_awaits_nothing() =>
        Assert.Null(new Script().State.ToLast(ProbedFamily.Of(ExampleSite.Value)[0]).Health.AwaitedUntil);

    private static string Awaited(Script life, string script)
    {
        StringBuilder awaited = new();
        foreach (char step in script)
        {
            _ = life.Play($"{step}");
            _ = awaited.Append(life.State.Health.IsAwaited(life.Now.Utc) ? 'a' : '.');
        }

        return awaited.ToString();
    }
}
