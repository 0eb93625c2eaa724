using System.Net.Sockets;
using Mwan.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health;

/// <summary>See <see cref="Script"/> for the signs. The hold is four seconds, sixteen at most; three rounds must fail.</summary>
public sealed class TransitionsTests
{
    [Theory]
    // A first start knows nothing, and the first good round is enough.
    [InlineData("", "")]
    [InlineData("+", "H")]
    [InlineData("--+", "??H")]
    [InlineData("---", "??U")]
    // Lost pings flip nothing, not even two in a row, again and again.
    [InlineData("+-+--+--+-", "HHHHHHHHHH")]
    [InlineData("+1-1+", "HHHUU")]
    // One target that limits pings is outvoted.
    [InlineData("+222222222222222222222222222222", "HHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH")]
    // Coming back takes four seconds of success from the first good round on, and one bad round starts it again.
    [InlineData("+---+++++", "HHHUUUUUH")]
    [InlineData("+---+++-+++++", "HHHUUUUUUUUUH")]
    // Each flap doubles the hold: 4, 8, 16, and never more.
    [InlineData("+---+++++---+++++++++", "HHHUUUUUHHHUUUUUUUUUH")]
    [InlineData("+---+++++---+++++++++---+++++++++++++++++", "HHHUUUUUHHHUUUUUUUUUHHHUUUUUUUUUUUUUUUUUH")]
    public void Rounds_make_a_verdict(string script, string verdicts) => Assert.Equal(verdicts, Script.Verdicts(script));

    [Theory]
    // Three such rounds: unknown, never unhealthy.
    [InlineData("+xxxxxxx", "HHH?????")]
    [InlineData("+xx+xx+", "HHHHHHH")]
    [InlineData("xxxxxxx+", "???????H")]
    // A member that owes a hold does not get round it by being unmeasurable.
    [InlineData("+---xxx+++++", "HHHUUU?????H")]
    [InlineData("+---+++x+++++", "HHHUUUUUUUUUH")]
    // Nor does a failure hide behind what cannot be measured.
    [InlineData("+-x-x-", "HHHHHU")]
    public void What_cannot_be_measured_is_unknown(string script, string verdicts) => Assert.Equal(verdicts, Script.Verdicts(script));

    [Theory]
    [InlineData("+---", false)]
    [InlineData("+---+", true)]
    // One lost round is no reason to send everything elsewhere, three are.
    [InlineData("+---+-", true)]
    [InlineData("+---+--", true)]
    [InlineData("+---+---", false)]
    [InlineData("+---+++++", false)]
    [InlineData("+---+C", false)]
    public void What_is_unhealthy_answers_until_as_many_rounds_fail_as_make_it_fall(string script, bool answers)
    {
        Script played = new();
        _ = played.Play(script);
        Assert.Equal(answers, played.State.Health.Answers);
    }

    [Theory]
    // Kept cold, a tunnel is of unknown health, whatever it was, and starts from nothing when it is needed.
    [InlineData("r", "?", null)]
    [InlineData("+r++", "H???", null)]
    [InlineData("+---rf+", "HHHU??H", null)]
    // As long as its first handshake is being tried, silence is no failure; then it is.
    [InlineData("rf---+", "?????H", null)]
    [InlineData("rf---h---", "????????U", Layer.Handshake)]
    [InlineData("rC", "?U", Layer.Carrier)]
    [InlineData("rCf+", "?U?H", null)]
    public void A_cold_tunnel_is_asked_when_it_is_needed(string script, string verdicts, object? failing)
    {
        Script played = new();
        Assert.Equal(verdicts, played.Play(script));
        Assert.Equal((Layer?)failing, played.State.Health.Failing);
    }

    [Fact]
    public void A_tunnel_that_is_woken_counts_like_a_healthy_one_until_it_is_judged()
    {
        Script played = new();
        _ = played.Play("+r");
        Assert.False(played.State.Health.IsAwaited(played.Now.Utc));
        _ = played.Play("f");
        Assert.True(played.State.Health.IsAwaited(played.Now.Utc));
        _ = played.Play("---");
        Assert.False(played.State.Health.IsAwaited(played.Now.Utc));
    }

    [Theory]
    [InlineData("+C", "HU", Layer.Carrier)]
    [InlineData("+A", "HU", Layer.Authorization)]
    [InlineData("+L", "HU", Layer.Lease)]
    [InlineData("+G", "HH", null)]
    [InlineData("+G---", "HHHHU", Layer.Gateway)]
    [InlineData("+Gxxx", "HHHHU", Layer.Gateway)]
    [InlineData("+Gx-x", "HHHHU", Layer.Gateway)]
    // A silent gateway while targets answer is none of our business, nor is what it did before it answered.
    [InlineData("+G+++++", "HHHHHHH", null)]
    [InlineData("+GxxoxGx", "HHHHHHHH", null)]
    [InlineData("+GxxoxGxxx", "HHHHHHHHHU", Layer.Gateway)]
    // Its answer takes back no failure of the Internet.
    [InlineData("+G--o-", "HHHHHU", Layer.Internet)]
    // One that answers is no proof of what is beyond it: nothing can be asked, nothing is known.
    [InlineData("+oxxx", "HHHH?", null)]
    [InlineData("+o---", "HHHHU", Layer.Internet)]
    [InlineData("+LC", "HUU", Layer.Carrier)]
    [InlineData("+CL", "HUU", Layer.Lease)]
    // Answers that were on their way when the carrier went do not count, nor does the carrier alone.
    [InlineData("+C+++++++", "HUUUUUUUU", Layer.Carrier)]
    [InlineData("+Co", "HUU", null)]
    [InlineData("+Co---", "HUUUUU", Layer.Internet)]
    public void A_layer_below_decides_at_once_and_the_lowest_that_fails_is_named(string script, string verdicts, object? failing)
    {
        Script played = new();
        Assert.Equal(verdicts, played.Play(script));
        Assert.Equal((Layer?)failing, played.State.Health.Failing);
    }

    [Theory]
    [InlineData("+Co+++++", "HUUUUUUH")]
    [InlineData("+Co++Co+++++", "HUUUUUUUUUUH")]
    [InlineData("+Co+++++Co+++++++++", "HUUUUUUHUUUUUUUUUUH")]
    public void A_carrier_that_comes_and_goes_is_a_flap(string script, string verdicts) => Assert.Equal(verdicts, Script.Verdicts(script));

    [Theory]
    [InlineData("C", "U")]
    [InlineData("CLo+", "UU?H")]
    [InlineData("ALo--+", "UU???H")]
    public void Links_that_come_up_at_boot_owe_nothing(string script, string verdicts) => Assert.Equal(verdicts, Script.Verdicts(script));

    [Theory]
    // Failures and successes are not added up across a sleep.
    [InlineData("+--z--+", "HHHHHHH")]
    [InlineData("+---++z++++", "HHHUUUUUUUU")]
    [InlineData("+---++z+++++", "HHHUUUUUUUUH")]
    // The wall clock decides nothing.
    [InlineData("+-w-w-", "HHHHHU")]
    [InlineData("+---+w++w++", "HHHUUUUUUUH")]
    public void Clocks_may_jump(string script, string verdicts) => Assert.Equal(verdicts, Script.Verdicts(script));

    [Fact]
    public void Long_health_shortens_the_hold_again()
    {
        Script script = new();
        _ = script.Play("+---+++++---+++++++++---");
        Assert.Equal(3, script.State.Flaps);
        _ = script.Play(new string('+', 17));
        Assert.Equal((Verdict.Healthy, 3), (script.State.Health.Verdict, script.State.Flaps));
        _ = script.Play(new string('+', 15) + "z+");
        Assert.Equal(3, script.State.Flaps);
        _ = script.Play("+");
        Assert.Equal(2, script.State.Flaps);
        _ = script.Play(new string('+', 32));
        Assert.Equal(0, script.State.Flaps);
    }

    [Fact]
    public void Since_is_when_the_verdict_changed_not_when_its_reason_did()
    {
        Script script = new();
        _ = script.Play("++++C");
        DateTimeOffset since = script.Now.Utc;
        _ = script.Play("Lo-----");
        Assert.Equal(new FamilyHealth(Verdict.Unhealthy, Layer.Internet, since), script.State.Health);
    }

    [Theory]
    // At half the replies the line is unusable though no three rounds failed in a row.
    [InlineData("+-+-+-+-+-+-+-+-+-+-", "HHHHHHHHHHHHHHHHHHHU")]
    // A quarter is below the limit.
    [InlineData("+++-+++-+++-+++-+++-", "HHHHHHHHHHHHHHHHHHHH")]
    public void Loss_over_the_window_counts(string script, string verdicts) =>
        Assert.Equal(verdicts, new Script(Script.Plain with { MaximumLoss = 50 }).Play(script));

    [Fact]
    public void However_low_the_limit_one_lost_reply_flips_nothing()
    {
        Script script = new(Script.Plain with { MaximumLoss = 1, Quorum = 1 });
        for (int round = 0; round < 60; round++)
        {
            script.Round(round % 20 < 2 ? Script.Silence : Script.Answer);
        }

        Assert.Equal(Verdict.Healthy, script.State.Health.Verdict);
    }

    [Fact]
    public void Latency_over_the_window_counts_but_a_far_target_does_not()
    {
        Script script = new(Script.Plain with { MaximumLatency = TimeSpan.FromMilliseconds(100) });
        Rounds(script, 40, 20, 20, 300);
        Assert.Equal(Verdict.Healthy, script.State.Health.Verdict);
        Rounds(script, 20, 20, 150, 300);
        Assert.Equal(Verdict.Unhealthy, script.State.Health.Verdict);
        Rounds(script, 23, 20, 20, 300);
        Assert.Equal(Verdict.Healthy, script.State.Health.Verdict);

        static void Rounds(Script script, int count, params int[] milliseconds)
        {
            for (int round = 0; round < count; round++)
            {
                script.Round([.. milliseconds.Select(time => ProbeResult.Answered(TimeSpan.FromMilliseconds(time)))]);
            }
        }
    }

    [Fact]
    public void A_line_that_loses_too_much_stays_down_while_it_does()
    {
        Script script = new(Script.Plain with { MaximumLoss = 50, Quorum = 1, MaximumHold = TimeSpan.FromMinutes(10), Hold = TimeSpan.FromSeconds(30) });
        for (int round = 0; round < 300; round++)
        {
            // One of three answers each time, in turn: every round reaches the quorum, every target loses two thirds.
            script.Round([.. Enumerable.Range(0, 3).Select(target => round % 3 == target ? Script.Answer : Script.Silence)]);
            Assert.Equal(round < 19 ? Verdict.Healthy : Verdict.Unhealthy, script.State.Health.Verdict);
        }
    }

    [Theory]
    [InlineData("Healthy", "--+", "HHH")]
    [InlineData("Healthy", "---", "HHU")]
    [InlineData("Healthy", "xxx+", "HH?H")]
    [InlineData("Healthy", "CLo+", "UU?H")]
    [InlineData("Unhealthy", "+++++", "UUUUH")]
    [InlineData("Unhealthy", "CLo+++++", "UUUUUUUH")]
    [InlineData("Unhealthy", "xxx+++++", "UU?????H")]
    [InlineData("Unknown", "+", "H")]
    public void After_a_restart_the_last_verdict_stands_until_it_is_measured_anew(string last, string script, string verdicts)
    {
        LastVerdict left = new("att", AddressFamily.InterNetwork, new FamilyHealth(Enum.Parse<Verdict>(last), Failing: null, Script.Beginning.AddDays(-1)), OwesHold: false, Flaps: 0);
        HealthState state = HealthState.Restored(left, Script.Plain, new Moment(TimeSpan.Zero, Script.Beginning));
        Assert.Equal(verdicts, new Script(state, Script.Plain).Play(script));
    }

    [Fact]
    public void A_restart_forgives_no_flaps_and_a_wrong_clock_gives_no_time_in_the_future()
    {
        Script before = new();
        _ = before.Play("+---+++++---");
        ProbedFamily family = ProbedFamily.Of(ExampleSite.Value)[0];
        Moment now = new(TimeSpan.Zero, Script.Beginning.AddYears(-1));
        HealthState after = HealthState.Restored(before.State.ToLast(family), Script.Plain, now);
        Assert.Equal((Verdict.Unhealthy, now.Utc, 2), (after.Health.Verdict, after.Health.Since, after.Flaps));
        Assert.Equal("UUUUUUUUH", new Script(after, Script.Plain).Play("+++++++++"));
    }
}
