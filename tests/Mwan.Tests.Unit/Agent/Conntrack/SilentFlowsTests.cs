using Mwan.Agent.Conntrack;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Conntrack;

/// <summary>One flow, looked at every two seconds.</summary>
public sealed class SilentFlowsTests
{
    private const uint Assured = 0xe;
    private const uint Unanswered = 0x8;
    private const uint Inbound = Assured | 0x20;

    private readonly SilentFlows _silent = new();
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void A_keep_alive_that_was_answered_once_is_silent_ten_seconds_after_its_first_unanswered_packet()
    {
        for (ulong sent = 10; sent <= 15; sent++)
        {
            Assert.False(Look(Assured, sent, answered: 10));
        }

        Assert.True(Look(Assured, sent: 16, answered: 10));
    }

    [Fact]
    public void A_keep_alive_that_is_answered_is_not_silent()
    {
        for (ulong packets = 10; packets < 40; packets++)
        {
            Assert.False(Look(Assured, packets, packets));
        }
    }

    [Fact]
    public void An_answer_that_comes_between_two_looks_counts_for_the_question_before()
    {
        Assert.False(Look(Assured, sent: 10, answered: 9));
        for (int look = 0; look < 30; look++)
        {
            Assert.False(Look(Assured, sent: 10, answered: 10));
        }
    }

    [Fact]
    public void A_flow_that_idles_is_not_silent()
    {
        for (int look = 0; look < 30; look++)
        {
            Assert.False(Look(Assured, sent: 10, answered: 10));
        }
    }

    [Fact]
    public void A_flow_that_was_never_answered_is_silent_ten_seconds_after_the_first_look()
    {
        bool[] looks = [.. Enumerable.Range(0, 6).Select(_ => Look(Unanswered, sent: 1, answered: 0))];
        Assert.Equal([false, false, false, false, false, true], looks);
    }

    [Fact]
    public void Without_counters_a_flow_that_was_never_answered_is_found() =>
        Assert.Contains(true, Enumerable.Range(0, 6).Select(_ => Look(Unanswered, sent: null, answered: 0)));

    [Fact]
    public void Without_counters_a_flow_that_was_ever_answered_is_left_alone() =>
        Assert.DoesNotContain(true, Enumerable.Range(0, 20).Select(_ => Look(Assured, sent: null, answered: 0)));

    [Fact]
    public void Of_a_flow_from_outside_what_comes_in_is_the_answer()
    {
        for (ulong packets = 1; packets < 20; packets++)
        {
            Assert.False(Look(Inbound, sent: packets, answered: 1, mark: 1));
        }

        Assert.Contains(true, Enumerable.Range(0, 8).Select(look => Look(Inbound, sent: 20, answered: 2 + (ulong)look, mark: 1)));
    }

    [Fact]
    public void A_flow_of_the_box_itself_is_left_alone() =>
        Assert.DoesNotContain(true, Enumerable.Range(0, 20).Select(look => Look(Unanswered, sent: (ulong)look, answered: 0, mark: 1)));

    [Fact]
    public void Another_flow_that_takes_the_number_of_one_that_ended_starts_anew()
    {
        Assert.False(Look(Unanswered, sent: 1, answered: 0));
        _now += TimeSpan.FromSeconds(8);
        Assert.Empty(_silent.Find([], _now));
        Assert.False(Look(Unanswered, sent: 1, answered: 0));
    }

    [Theory]
    [InlineData(0x101, false)]
    [InlineData(0x1, true)]
    public void After_a_look_that_found_none_but_the_boxs_own_four_are_left_out(uint mark, bool rests)
    {
        Assert.False(_silent.IsAtRest(_now));
        Assert.Empty(_silent.Find([Recorded.With(mark: mark, status: Assured)], _now));
        Assert.Equal([rests, rests, rests, rests, false], Enumerable.Range(1, 5).Select(look => _silent.IsAtRest(_now + TimeSpan.FromSeconds(2 * look))));
        Assert.Empty(_silent.Find([], _now));
        Assert.Equal([true, true, true, true, false], Enumerable.Range(1, 5).Select(look => _silent.IsAtRest(_now + TimeSpan.FromSeconds(2 * look))));
    }

    private bool Look(uint status, ulong? sent, ulong answered, uint mark = 0x101)
    {
        bool silent = _silent.Find([Recorded.With(mark: mark, status: status, sent: sent, answered: answered)], _now).Count > 0;
        _now += TimeSpan.FromSeconds(2);
        return silent;
    }
}
