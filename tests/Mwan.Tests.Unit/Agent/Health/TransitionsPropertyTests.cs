using FsCheck;
using FsCheck.Fluent;
using Mwan.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health;

/// <summary>What holds of every life of a member, see <see cref="Script"/>.</summary>
public sealed class TransitionsPropertyTests
{
    private static readonly FsCheck.Config Runs = Mwan.Tests.Unit.Runs.Of(2000);

    private static readonly Arbitrary<string> Lives = Of("++++++21---xxCALGoozw");

    [Fact]
    public void A_healthy_verdict_has_a_good_round_and_no_layer_below_that_fails() => Check.One(Runs, Prop.ForAll(Lives, life =>
    {
        Script script = new();
        foreach (char step in life)
        {
            string verdict = script.Play($"{step}");
            Assert.False(verdict is "H" && (script.State.Facts.Blocking is not null || !script.State.Measured), life);
            Assert.False(script.State.Facts.Blocking is not null && verdict is not "U", life);
        }
    }));

    [Fact]
    public void Only_three_failed_rounds_without_a_good_one_between_or_a_layer_below_make_a_member_unhealthy() => Check.One(Runs, Prop.ForAll(Lives, life =>
    {
        Script script = new();
        int failed = 0;
        string before = "?";
        foreach (char step in life)
        {
            string verdict = script.Play($"{step}");
            bool counts = script.State.Facts.Blocking is null && !(step is 'x' && script.State.Facts.Gateway is not false);
            failed = step is '+' or '2' ? 0 : counts && step is '-' or '1' or 'x' ? failed + 1 : failed;
            Assert.False(before is not "U" && verdict is "U" && script.State.Facts.Blocking is null && failed < 3, life);
            before = verdict;
        }
    }));

    [Fact]
    public void A_member_that_cannot_be_measured_is_never_unhealthy_by_that() => Check.One(Runs, Prop.ForAll(Of("++x2xx1x"), life =>
        Assert.DoesNotContain('U', new Script(Script.Plain with { Quorum = 1 }).Play(life))));

    [Fact]
    public void Whoever_was_healthy_and_fell_comes_back_only_by_the_whole_hold() => Check.One(Runs, Prop.ForAll(Lives, life =>
    {
        Script script = new();
        int good = 0;
        bool fell = false;
        foreach (char step in life)
        {
            bool was = script.State.Health.Verdict is Verdict.Healthy;
            _ = script.Play($"{step}");
            bool now = script.State.Health.Verdict is Verdict.Healthy;
            good = script.State.Facts.Blocking is not null ? 0 : step switch
            {
                '+' or '2' => good + 1,
                'G' or 'o' when good > 0 => good + 1,
                'w' => good,
                _ => 0,
            };
            fell |= was && script.State.Health.Verdict is Verdict.Unhealthy;
            if (fell && now)
            {
                // The hold begins with the first good round and ends with one.
                Assert.True(good > 4, life);
                fell = false;
            }
        }
    }));

    [Fact]
    public void Whatever_happened_steady_success_heals_and_steady_silence_fells() => Check.One(Runs, Prop.ForAll(Lives, life =>
    {
        Script script = new();
        _ = script.Play(life + "o" + new string('+', 18));
        Assert.Equal(Verdict.Healthy, script.State.Health.Verdict);
        _ = script.Play("---");
        Assert.Equal(new FamilyHealth(Verdict.Unhealthy, Layer.Internet, script.Now.Utc), script.State.Health);
        Assert.InRange(script.State.Flaps, 1, 3);
    }));

    private static Arbitrary<string> Of(string steps) =>
        (from length in Gen.Choose(0, 60) from life in Gen.ArrayOf(Gen.Elements(steps.ToCharArray()), length) select new string(life)).ToArbitrary();
}
