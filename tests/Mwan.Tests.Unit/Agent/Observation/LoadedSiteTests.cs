using Mwan.Agent;
using Mwan.Agent.Observation;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Observation;

public sealed class LoadedSiteTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    [Fact]
    public void What_the_builder_wrote_is_read()
    {
        _ = _root.Write("usr/lib/mwan/config.json", ExampleSite.Json);
        LoadedSite loaded = LoadedSite.Read(new Layout(_root.Path));
        Assert.Null(loaded.Problem);
        Assert.Equal("mwan.home.goodkind.io", loaded.Site?.Appliance.HostName);
    }

    [Fact]
    public void A_missing_configuration_is_a_sentence_with_a_remedy() => Assert.Equal(
        "/usr/lib/mwan/config.json is missing; the image is broken: roll back to the other slot, or build and deploy it again",
        LoadedSite.Read(new Layout(_root.Path)).Problem);

    [Fact]
    public void A_configuration_of_another_version_is_refused()
    {
        _ = _root.Write("usr/lib/mwan/config.json", """{ "version": 99 }""");
        LoadedSite loaded = LoadedSite.Read(new Layout(_root.Path));
        Assert.Null(loaded.Site);
        Assert.Contains("99", loaded.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_cut_anywhere_is_a_problem_and_no_crash()
    {
        string whole = ExampleSite.Json.TrimEnd();
        for (int length = 0; length < whole.Length; length += 97)
        {
            _ = _root.Write("usr/lib/mwan/config.json", whole[..length]);
            LoadedSite loaded = LoadedSite.Read(new Layout(_root.Path));
            Assert.Null(loaded.Site);
            Assert.NotNull(loaded.Problem);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{ "version": "1" }""")]
    [InlineData("""{ "version": 1 }""")]
    [InlineData("""{ "version": 1, "lan": 7 }""")]
    public void A_document_that_is_no_site_is_a_problem_and_no_crash(string document)
    {
        _ = _root.Write("usr/lib/mwan/config.json", document);
        Assert.NotNull(LoadedSite.Read(new Layout(_root.Path)).Problem);
    }

    public void Dispose() => _root.Dispose();
}
