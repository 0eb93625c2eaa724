using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Config;

public sealed class SiteJsonTests
{
    [Theory]
    [InlineData("mwan.yaml")]
    [InlineData("tests/sites/one-wan.yaml")]
    [InlineData("tests/sites/three-wans.yaml")]
    [InlineData("tests/sites/other-lan.yaml")]
    public void A_site_that_is_written_and_read_is_the_same(string path)
    {
        Site site = SiteFile.Load(Repository.File(path)).Site!;

        Assert.Equal(Flat.Of(site), Flat.Of(ReadBack(SiteJson.Write(site))));
    }

    [Fact]
    public void Any_site_that_is_written_and_read_is_written_the_same_again() =>
        Check.One(
            Mwan.Tests.Unit.Runs.Of(300),
            Prop.ForAll(AnySite.Generator.ToArbitrary(), site =>
            {
                byte[] written = SiteJson.Write(site);
                Site read = ReadBack(written);
                Assert.Equal(Flat.Of(site), Flat.Of(read));
                Assert.Equal(written, SiteJson.Write(read));
            }));

    [Fact]
    public void The_order_of_the_tables_in_the_file_does_not_show() =>
        Assert.Equal(
            SiteJson.Write(Sample.Site()),
            SiteJson.Write(Sample.Site(("{ net0: vmbr0, net1: mwanbr, net2: mbrains }", "{ net2: mbrains, net1: mwanbr, net0: vmbr0 }"))));

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "the document has version 2 and this program reads 1; use the program of the same image")]
    [InlineData("\"version\": 1", "\"release\": 1", "the document does not say its version, so it is none of ours")]
    [InlineData("\"version\": 1", "\"version\": \"1\"", "the document does not say its version, so it is none of ours")]
    public void A_document_of_another_version_is_refused(string original, string changed, string error) =>
        Assert.Equal(error, Error(Changed(original, changed)));

    [Theory]
    [InlineData("10.250.250.1/29", "10.250.250.1/290")]
    [InlineData("\"mode\": \"automatic\"", "\"mode\": 1")]
    [InlineData("\"mode\": \"automatic\"", "\"mode\": \"magic\"")]
    [InlineData("\"interval\": 1,", "\"interval\": -1,")]
    [InlineData("\"interval\": 1,", "\"interval\": \"1s\",")]
    [InlineData("\"tier\": 1,", "")]
    [InlineData("\"tier\": 1,", "\"tier\": 1, \"colour\": 1,")]
    [InlineData("\"name\": \"mwan\"", "\"name\": null")]
    public void A_damaged_document_is_refused_with_its_place(string original, string changed) =>
        Assert.StartsWith("the document is damaged at line ", Error(Changed(original, changed)), StringComparison.Ordinal);

    [Fact]
    public void A_truncated_document_is_refused_wherever_it_ends()
    {
        byte[] whole = SiteJson.Write(Sample.Site());
        for (int length = 0; length < whole.Length - 2; length += 97)
        {
            Assert.False(SiteJson.TryRead(whole.AsMemory(0, length), out _, out string? error));
            Assert.NotEmpty(error);
        }
    }

    private static string Changed(string original, string changed)
    {
        string text = Encoding.UTF8.GetString(SiteJson.Write(Sample.Site()));
        Assert.Contains(original, text, StringComparison.Ordinal);
        return text.Replace(original, changed, StringComparison.Ordinal);
    }

    private static string Error(string document)
    {
        Assert.False(SiteJson.TryRead(Encoding.UTF8.GetBytes(document), out Site? site, out string? error));
        Assert.Null(site);
        return error;
    }

    private static Site ReadBack(byte[] written)
    {
        Assert.True(SiteJson.TryRead(written, out Site? site, out string? error), error);
        return site;
    }
}
