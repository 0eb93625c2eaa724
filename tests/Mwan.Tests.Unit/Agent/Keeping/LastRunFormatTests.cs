using System.Net;
using System.Net.Sockets;
using System.Text;
using Mwan.Agent.Health;
using Mwan.Agent.Keeping;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Tests.Unit.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Keeping;

public sealed class LastRunFormatTests
{
    private static readonly LastRun Some = new(
        Script.Beginning.AddMinutes(5),
        [
            new("att", AddressFamily.InterNetwork, new FamilyHealth(Verdict.Healthy, Failing: null, Script.Beginning), OwesHold: false, Flaps: 2),
            new("att", AddressFamily.InterNetworkV6, new FamilyHealth(Verdict.Unhealthy, Layer.Lease, Script.Beginning.AddSeconds(0.25)), OwesHold: true, Flaps: 0),
        ],
        new Selection(["att", "webpass"], ["webpass"]))
    {
        Translations =
        [
            new("att", Family.Ipv6, [IPNetwork.Parse("2001:db8:1:80::/60"), IPNetwork.Parse("2001:db8:1:10::/60")]),
            new("att", Family.Ipv4, [IPNetwork.Parse("198.51.100.10/32")]),
        ],
    };

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.True(LastRunFormat.TryRead(LastRunFormat.Serialize(Some), out LastRun read, out string? problem));
        Assert.True(Some.IsSameAs(read));
        Assert.Equal(Some.Written, read.Written);
        Assert.Null(problem);
    }

    [Fact]
    public void A_file_of_an_older_program_is_read_and_what_it_did_not_know_of_is_none()
    {
        const string file = """
            {"version":1,"verdicts":[{"member":"att","family":"ipv4","verdict":"Healthy","since":"2026-01-01T00:00:00Z","owesHold":false,"flaps":0}],
             "written":"2026-01-01T00:00:00Z","selection":{"ipv4":["att"],"ipv6":[]}}
            """;
        Assert.True(LastRunFormat.TryRead(Encoding.UTF8.GetBytes(file), out LastRun read, out _));
        Assert.Equal(Verdict.Healthy, Assert.Single(read.Verdicts).Health.Verdict);
        Assert.Empty(read.Translations);
    }

    [Fact]
    public void What_a_newer_program_adds_to_the_file_is_passed_over()
    {
        string file = Encoding.UTF8.GetString(LastRunFormat.Serialize(Some));
        file = file.Replace("""{"version":1,""", """{"version":1,"mood":{"good":[1,2]},""", StringComparison.Ordinal)
            .Replace("""{"member":"att",""", """{"colour":"blue","member":"att",""", StringComparison.Ordinal);
        Assert.True(LastRunFormat.TryRead(Encoding.UTF8.GetBytes(file), out LastRun read, out _));
        Assert.True(Some.IsSameAs(read));
    }

    [Fact]
    public void A_run_that_differs_in_its_translations_alone_is_another_one()
    {
        Assert.False(Some.IsSameAs(Some with { Translations = [] }));
        Assert.False(Some.IsSameAs(Some with { Translations = [Some.Translations[0], Some.Translations[1] with { Networks = [] }] }));
    }

    [Fact]
    public void A_file_that_ends_early_at_any_byte_is_damaged_and_nothing_more()
    {
        byte[] file = LastRunFormat.Serialize(Some);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.False(LastRunFormat.TryRead(file.AsMemory(0, length), out LastRun read, out string? problem));
            Assert.Same(LastRun.None, read);
            Assert.StartsWith("the file of the last verdicts is damaged (", problem, StringComparison.Ordinal);
            Assert.EndsWith("; all members start as unknown", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_in_which_any_one_bit_flipped_is_read_or_refused_and_no_crash()
    {
        byte[] file = LastRunFormat.Serialize(Some);
        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            byte[] other = [.. file];
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            bool whole = LastRunFormat.TryRead(other, out LastRun read, out string? problem);
            Assert.Equal(whole, problem is null);
            Assert.All(read.Verdicts, verdict => Assert.True(Enum.IsDefined(verdict.Health.Verdict)));
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
    [InlineData("""{"version":1,"verdicts":[],"selection":{"ipv4":7}}""", "damaged")]
    [InlineData("""{"version":1,"verdicts":[],"selection":{"ipv4":["\ud800"],"ipv6":[]}}""", "damaged")]
    [InlineData("""{"version":1,"verdicts":[{"member":"att"}]}""", "damaged")]
    [InlineData("""{"version":1,"verdicts":[{"member":"att","family":"ipv4","verdict":"fine","since":"2026-01-01T00:00:00Z","owesHold":true,"flaps":1}]}""", "damaged")]
    public void A_file_of_something_else_is_a_sentence(string file, string words)
    {
        Assert.False(LastRunFormat.TryRead(Encoding.UTF8.GetBytes(file), out _, out string? problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_mean_nothing_are_passed_over_and_numbers_bounded()
    {
        const string file = """
            {"version":1,"verdicts":[null,
             {"member":"att","family":"ipx","verdict":"Healthy","failing":null,"since":"2026-01-01T00:00:00Z","owesHold":true,"flaps":1},
             {"member":"att","family":"ipv4","verdict":99,"failing":null,"since":"2026-01-01T00:00:00Z","owesHold":true,"flaps":1},
             {"member":"att","family":"ipv4","verdict":"Healthy","failing":null,"since":"2026-01-01T00:00:00Z","owesHold":true,"flaps":2000000000}],
             "selection":{"ipv4":[null,"att"],"ipv6":[]},
             "translations":[null,{"member":"att","family":"ipx","networks":[]},{"member":"att","family":"ipv6","networks":[null,"nonsense","10.0.0.1/32","2001:db8::/60"]}]}
            """;
        Assert.True(LastRunFormat.TryRead(Encoding.UTF8.GetBytes(file), out LastRun read, out _));
        Assert.InRange(Assert.Single(read.Verdicts).Flaps, 0, 64);
        Assert.Equal(["att"], read.Selection.Ipv4);
        Assert.Equal([IPNetwork.Parse("2001:db8::/60")], Assert.Single(read.Translations).Networks);
    }
}
