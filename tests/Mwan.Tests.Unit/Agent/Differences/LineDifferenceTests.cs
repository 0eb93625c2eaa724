using Mwan.Agent.Differences;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Differences;

public sealed class LineDifferenceTests
{
    [Theory]
    [InlineData("a b c", "a b c", "")]
    [InlineData("a b c", "a c", "- b")]
    [InlineData("a c", "a b c", "+ b")]
    [InlineData("a b c", "a x c", "- b|+ x")]
    [InlineData("", "a", "+ a")]
    [InlineData("a b", "", "- a|- b")]
    [InlineData("a b c d", "b x d e", "- a|- c|+ x|+ e")]
    public void Only_what_differs_is_told_in_the_order_of_the_texts(string before, string after, string expected) =>
        Assert.Equal(expected, string.Join('|', LineDifference.Between(Lines(before), Lines(after))));

    [Fact]
    public void A_difference_too_large_to_be_short_is_told_whole()
    {
        string[] before = [.. Enumerable.Range(0, 3000).Select(i => $"a{i}")];
        string[] after = [.. Enumerable.Range(0, 3000).Select(i => $"b{i}")];
        Assert.Equal(6000, LineDifference.Between(before, after).Count);
    }

    [Fact]
    public void A_line_of_a_listing_tells_its_chain() => Assert.Equal(
        ["counter untranslated", "map public_marks", "map public_marks: elements = { 192.0.2.1 : 0x00000001,", "map public_marks: 192.0.2.2 : 0x00000001 }", "chain save", "chain save: ct mark set meta mark accept"],
        TableListing.Lines("""
            table inet mwan {
                counter untranslated {
                }

                map public_marks {
                    elements = { 192.0.2.1 : 0x00000001,
                                 192.0.2.2 : 0x00000001 }
                }

                chain save {
                    ct mark set meta mark accept
                }
            }
            """));

    private static string[] Lines(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
