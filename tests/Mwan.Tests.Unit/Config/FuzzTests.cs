using FsCheck;
using FsCheck.Fluent;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>Whatever is done to a site file, reading it gives a site or findings, and never throws.</summary>
public sealed class FuzzTests
{
    private static readonly FsCheck.Config Runs = Mwan.Tests.Unit.Runs.Of(1500);

    private static readonly string Shipped = File.ReadAllText(Repository.File("mwan.yaml"));

    [Fact]
    public void Lines_that_are_deleted_doubled_or_moved_never_make_it_throw()
    {
        Gen<string> mutated =
            from times in Gen.Choose(1, 4)
            from edits in Gen.ArrayOf(from kind in Gen.Choose(0, 2) from at in Gen.Choose(0, 10_000) from to in Gen.Choose(0, 10_000) select (kind, at, to), times)
            select edits.Aggregate(Shipped, Edit);

        Check.One(Runs, Prop.ForAll(mutated.ToArbitrary(), GivesSiteOrErrors));
    }

    [Fact]
    public void Characters_that_are_replaced_never_make_it_throw()
    {
        const string Characters = "\t\n\r !\"#%&'*,-.:;<=>?@[\\]^_`{|}~09azAZ\u0000\u0007\u00e4\u2028\ud800\ufeff";
        Gen<string> mutated =
            from times in Gen.Choose(1, 6)
            from flips in Gen.ArrayOf(from at in Gen.Choose(0, Shipped.Length - 1) from c in Gen.Elements(Characters.ToCharArray()) select (at, c), times)
            select flips.Aggregate(Shipped, (text, flip) => string.Concat(text.AsSpan(0, flip.at), [flip.c], text.AsSpan(flip.at + 1)));

        Check.One(Runs, Prop.ForAll(mutated.ToArbitrary(), GivesSiteOrErrors));
    }

    [Fact]
    public void Values_that_are_swapped_never_make_it_throw()
    {
        string[] words = [.. Shipped.Split([' ', '\n', ',', '{', '}', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal), "{}", "[]", "-1", "99999999999999999999", "''"];
        Gen<string> mutated = from a in Gen.Elements(words) from b in Gen.Elements(words) select Shipped.Replace(a, b, StringComparison.Ordinal);

        Check.One(Runs, Prop.ForAll(mutated.ToArbitrary(), GivesSiteOrErrors));
    }

    [Theory]
    [InlineData("http://conn\u2028ectivity/")]
    [InlineData("http://ä.example/")]
    [InlineData("http://xn--/")]
    [InlineData("http://\\/")]
    [InlineData("http://")]
    public void A_url_whose_host_dns_cannot_know_is_a_finding_or_a_host(string target) =>
        GivesSiteOrErrors(Shipped.Replace("http://connectivity-check.ubuntu.com/", target, StringComparison.Ordinal));

    private static string Edit(string text, (int Kind, int At, int To) edit)
    {
        List<string> lines = [.. text.Split('\n')];
        string line = lines[edit.At % lines.Count];
        if (edit.Kind is not 1)
        {
            lines.RemoveAt(edit.At % lines.Count);
        }

        if (edit.Kind is not 0)
        {
            lines.Insert(edit.To % (lines.Count + 1), line);
        }

        return string.Join('\n', lines);
    }

    private static void GivesSiteOrErrors(string text)
    {
        SiteReading reading = SiteFile.Parse(text, "mwan.yaml");

        Assert.Equal(reading.Site is null, reading.Diagnostics.Any(d => d.Severity is Severity.Error));
        Assert.All(reading.Diagnostics, d => Assert.True(d.Place is { Line: > 0, Column: > 0 } && d.Message.Length > 0));
        if (reading.Site is Site site)
        {
            Assert.True(SiteJson.TryRead(SiteJson.Write(site), out _, out string? error), error);
        }
    }
}
