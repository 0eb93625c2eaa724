using System.Text;
using Mwan.Agent.Systemd;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Systemd;

public sealed class JournalTests
{
    [Fact]
    public void An_entry_is_one_line_per_field() => Assert.Equal(
        "MESSAGE=att has no carrier\nPRIORITY=4\nSYSLOG_IDENTIFIER=mwan\nMWAN_LINK=att\n",
        Encoding.UTF8.GetString(new JournalEntry(Priority.Warning, "att has no carrier", ("LINK", "att")).Encode()));

    [Fact]
    public void A_value_with_a_line_end_carries_its_length_and_cannot_pose_as_a_field()
    {
        byte[] expected =
        [
            .. "MESSAGE\n"u8, 10, 0, 0, 0, 0, 0, 0, 0, .. "a\nMWAN_X=1\n"u8, .. "PRIORITY=3\nSYSLOG_IDENTIFIER=mwan\n"u8,
        ];
        Assert.Equal(expected, new JournalEntry(Priority.Error, "a\nMWAN_X=1").Encode());
    }

    [Fact]
    public void A_long_value_is_cut() =>
        Assert.InRange(new JournalEntry(Priority.Error, new string('x', 1_000_000)).Encode().Length, JournalEntry.MaximumValueLength, JournalEntry.MaximumValueLength + 100);

    [Fact]
    public void The_journal_gets_the_entry()
    {
        using TemporaryDirectory directory = new();
        using Datagrams socket = new(directory.At("socket"));
        using Journal journal = new(socket.Path);
        journal.Write(new JournalEntry(Priority.Notice, "hello"));
        Assert.StartsWith("MESSAGE=hello\n", socket.NextText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_a_stuck_journal_did_not_take_are_counted_and_said()
    {
        using TemporaryDirectory directory = new();
        using Journal journal = new(directory.At("socket"));
        journal.Write(new JournalEntry(Priority.Notice, "one"));
        journal.Write(new JournalEntry(Priority.Notice, "two"));
        using Datagrams socket = new(directory.At("socket"));
        journal.Write(new JournalEntry(Priority.Notice, "three"));
        Assert.StartsWith("MESSAGE=2 entries were lost", socket.NextText(), StringComparison.Ordinal);
        Assert.StartsWith("MESSAGE=three\n", socket.NextText(), StringComparison.Ordinal);
    }
}
