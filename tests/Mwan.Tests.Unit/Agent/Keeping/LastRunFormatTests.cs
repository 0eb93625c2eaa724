using System.Net.Sockets;
using System.Text;
using Mwan.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health;

public sealed class LastVerdictsTests
{
    private static readonly LastVerdict[] Some =
    [
        new("att", AddressFamily.InterNetwork, new FamilyHealth(Verdict.Healthy, Failing: null, Script.Beginning), OwesHold: false, Flaps: 2),
        new("att", AddressFamily.InterNetworkV6, new FamilyHealth(Verdict.Unhealthy, Layer.Lease, Script.Beginning.AddSeconds(0.25)), OwesHold: true, Flaps: 0),
    ];

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.True(LastVerdicts.TryRead(LastVerdicts.Serialize(Some), out IReadOnlyList<LastVerdict> read, out string? problem));
        Assert.Equal(Some, read);
        Assert.Null(problem);
    }

    [Fact]
    public void A_file_that_ends_early_at_any_byte_is_damaged_and_nothing_more()
    {
        byte[] file = LastVerdicts.Serialize(Some);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.False(LastVerdicts.TryRead(file.AsMemory(0, length), out IReadOnlyList<LastVerdict> read, out string? problem));
            Assert.Empty(read);
            Assert.StartsWith("the file of the last verdicts is damaged (", problem, StringComparison.Ordinal);
            Assert.EndsWith("; all members start as unknown", problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[]", "none of ours")]
    [InlineData("null", "none of ours")]
    [InlineData("{}", "none of ours")]
    [InlineData("""{"version":"1"}""", "none of ours")]
    [InlineData("""{"version":2,"anything":[]}""", "has version 2 and this program reads 1")]
    [InlineData("""{"version":1}""", "damaged")]
    [InlineData("""{"version":1,"verdicts":null}""", "damaged")]
    [InlineData("""{"version":1,"verdicts":[{"member":"att"}]}""", "damaged")]
    [InlineData("""{"version":1,"verdicts":[{"member":"att","family":"ipv4","verdict":"fine","since":"2026-01-01T00:00:00Z","owesHold":true,"flaps":1}]}""", "damaged")]
    public void A_file_of_something_else_is_a_sentence(string file, string words)
    {
        Assert.False(LastVerdicts.TryRead(Encoding.UTF8.GetBytes(file), out _, out string? problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_mean_nothing_are_passed_over_and_numbers_bounded()
    {
        const string file = """
            {"version":1,"verdicts":[null,
             {"member":"att","family":"ipx","verdict":"Healthy","failing":null,"since":"2026-01-01T00:00:00Z","owesHold":true,"flaps":1},
             {"member":"att","family":"ipv4","verdict":"Healthy","failing":null,"since":"2026-01-01T00:00:00Z","owesHold":true,"flaps":2000000000}]}
            """;
        Assert.True(LastVerdicts.TryRead(Encoding.UTF8.GetBytes(file), out IReadOnlyList<LastVerdict> read, out _));
        Assert.InRange(Assert.Single(read).Flaps, 0, 64);
    }
}
