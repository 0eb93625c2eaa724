using Mwan.Build;
using Mwan.Build.Signing;
using Mwan.Tests.Unit.Agent;
using Xunit;

namespace Mwan.Tests.Unit.Build.Signing;

public sealed class SigningKeysTests : IDisposable
{
    private static readonly byte[] Document = [1, 2, 3];
    private readonly TemporaryDirectory _scratch = new();

    private SigningKeys Keys => new(_scratch.At("keys"));

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Without_keys_nothing_is_signed()
    {
        Assert.Null(Keys.Identity);
        Assert.Null(Keys.Sign(Document));
    }

    [Fact]
    public void The_same_document_has_the_same_signature_each_time()
    {
        Keys.Make();
        Assert.Equal(Keys.Sign(Document), Keys.Sign(Document));
        Assert.True(Keys.Verify(Document, Keys.Sign(Document)!));
        Assert.False(Keys.Verify([1, 2, 4], Keys.Sign(Document)!));
    }

    [Fact]
    public void Only_the_owner_reads_the_private_key()
    {
        Keys.Make();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_scratch.At("keys/release.key")));
    }

    [Fact]
    public void A_key_is_never_written_over()
    {
        Keys.Make();
        byte[]? before = Keys.Sign(Document);
        Assert.Contains("is there already", Assert.Throws<BuildException>(Keys.Make).Message, StringComparison.Ordinal);
        Assert.Equal(before, Keys.Sign(Document));
    }

    [Fact]
    public void Another_key_can_follow_while_both_are_known()
    {
        Keys.Make();
        byte[] before = Keys.Sign(Document)!;
        File.Move(_scratch.At("keys/release.pem"), _scratch.At("keys/release-1.pem"));
        File.Delete(_scratch.At("keys/release.key"));
        Keys.Make();
        Assert.NotEqual(before, Keys.Sign(Document));
        Assert.True(Keys.Verify(Document, before));
    }

    [Fact]
    public void Only_public_keys_go_into_an_image()
    {
        Keys.Make();
        Keys.PutInto(_scratch.At("tree"));
        Assert.Equal(["release.pem"], Directory.EnumerateFiles(_scratch.At(Path.Combine("tree", SigningKeys.InImage))).Select(Path.GetFileName), StringComparer.Ordinal);
        Assert.DoesNotContain("PRIVATE", File.ReadAllText(_scratch.At(Path.Combine("tree", SigningKeys.InImage, "release.pem"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BEGIN PRIVATE KEY", "is a private key, and *.pem goes into images")]
    [InlineData("garbage", "cannot be used")]
    public void What_is_no_public_key_does_not_come_into_an_image(string kind, string words)
    {
        Keys.Make();
        _ = _scratch.Write("keys/other.pem", kind == "garbage" ? kind : File.ReadAllText(_scratch.At("keys/release.key")));
        Assert.Contains(words, Assert.Throws<BuildException>(() => Keys.PutInto(_scratch.At("tree"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_whose_public_part_is_missing_says_so()
    {
        Keys.Make();
        File.Delete(_scratch.At("keys/release.pem"));
        Assert.Contains("No *.pem", Assert.Throws<BuildException>(() => Keys.PutInto(_scratch.At("tree"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_key_says_so()
    {
        _ = _scratch.Write("keys/release.key", "no key");
        Assert.Contains("release.key cannot be used", Assert.Throws<BuildException>(() => Keys.Sign(Document)).Message, StringComparison.Ordinal);
    }
}
