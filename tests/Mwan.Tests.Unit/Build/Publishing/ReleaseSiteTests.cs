using Mwan.Build;
using Mwan.Build.Publishing;
using Mwan.Build.Signing;
using Mwan.Config.Releases;
using Mwan.Tests.Unit.Agent;
using Xunit;

namespace Mwan.Tests.Unit.Build.Publishing;

public sealed class ReleaseSiteTests : IDisposable
{
    private readonly TemporaryDirectory _scratch = new();

    private SigningKeys Keys => new(_scratch.At("keys"));

    private ReleaseSite Releases => new(Directory.CreateDirectory(_scratch.At("release")).FullName, Keys);

    public ReleaseSiteTests() => Keys.Make();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Each_channel_leads_to_what_was_published_in_it_last()
    {
        _ = Releases.Publish(Payload("1.0"), "mwan.example.net", "1.0", "stable");
        _ = Releases.Publish(Payload("1.1"), "mwan.example.net", "1.1", "testing");
        _ = Releases.Publish(Payload("1.2"), "mwan.example.net", "1.2", "testing");

        Assert.True(ReleaseIndex.TryRead(File.ReadAllBytes(_scratch.At("release/index")), Keys.Verify, out ReleaseIndex? index, out string? problem), problem);
        Assert.Equal("stable 1.0, testing 1.2", string.Join(", ", index.Channels.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key} {pair.Value}")));
        Assert.Equal(
            ["index", "mwan-1.0.update", "mwan-1.1.update", "mwan-1.2.update"],
            Directory.EnumerateFileSystemEntries(_scratch.At("release")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public void A_version_moves_from_channel_to_channel_as_it_is()
    {
        _ = Releases.Publish(Payload("1.0"), "mwan.example.net", "1.0", "testing");
        Assert.Equal("1.0", Releases.Publish(Payload("1.0"), "mwan.example.net", "1.0", "stable").Channels["stable"]);
    }

    [Fact]
    public void What_is_published_never_changes()
    {
        _ = Releases.Publish(Payload("1.0"), "mwan.example.net", "1.0", "stable");
        string changed = Payload("1.0", "something else");
        Assert.Contains("never changes: build with a higher --image-version", Assert.Throws<BuildException>(() => Releases.Publish(changed, "mwan.example.net", "1.0", "stable")).Message, StringComparison.Ordinal);
        Assert.Equal("document", File.ReadAllText(_scratch.At(Path.Combine("release", "mwan-1.0.update", ReleaseDocument.FileName))));
    }

    [Fact]
    public void What_is_not_signed_is_not_published()
    {
        string payload = Payload("1.0");
        File.Delete(Path.Combine(payload, ReleaseDocument.SignatureName));
        Assert.Contains("is not signed", Assert.Throws<BuildException>(() => Releases.Publish(payload, "mwan.example.net", "1.0", "stable")).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.At("release")));
    }

    [Fact]
    public void Two_sites_do_not_share_a_directory()
    {
        _ = Releases.Publish(Payload("1.0"), "mwan.example.net", "1.0", "stable");
        Assert.Contains("has releases for mwan.example.net", Assert.Throws<BuildException>(() => Releases.Publish(Payload("1.1"), "other.example.net", "1.1", "stable")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}\n")]
    [InlineData("rsa-sha256 AAAA\n{}\n")]
    public void An_index_that_is_none_is_not_replaced(string content)
    {
        _ = _scratch.Write("release/index", content);
        Assert.Contains("Move ", Assert.Throws<BuildException>(() => Releases.Publish(Payload("1.0"), "mwan.example.net", "1.0", "stable")).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(_scratch.At("release/index")));
    }

    private string Payload(string version, string document = "document")
    {
        string directory = _scratch.At($"payload/{version}");
        _ = _scratch.Write($"payload/{version}/{ReleaseDocument.FileName}", document);
        _ = _scratch.Write($"payload/{version}/{ReleaseDocument.SignatureName}", "signature");
        _ = _scratch.Write($"payload/{version}/mwan_{version}.efi", "uki");
        return directory;
    }
}
