using System.Security.Cryptography;
using System.Text;
using Mwan.Agent.Upgrades;
using Mwan.Config.Releases;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class ReleaseCheckTests : IDisposable
{
    private static readonly byte[] Content = Encoding.ASCII.GetBytes("root");
    private readonly TemporaryDirectory _directory = new();
    private readonly RSA _key = RSA.Create(2048);

    public static TheoryData<string> Nonsense => ["", "{", "[]", "null", "{}", """{"name":"mwan"}"""];

    [Fact]
    public async Task A_signed_release_has_no_objections()
    {
        Write(Document());
        (ReleaseDocument? release, string? refusal) = Check().ReadDocument();
        Assert.Null(refusal);
        Assert.Equal("1.1", release!.Version);
        Assert.Empty(await Check().ObjectionsAsync(release, static _ => { }, CancellationToken.None));
    }

    [Fact]
    public void An_image_without_keys_trusts_nothing()
    {
        Write(Document());
        Assert.Contains("knows no key", new ReleaseCheck(_directory.Path, new ReleaseKeys([])).ReadDocument().Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsigned_release_is_refused()
    {
        Write(Document());
        File.Delete(Path.Combine(_directory.Path, ReleaseDocument.SignatureName));
        Assert.StartsWith("The release is not signed: ", Check().ReadDocument().Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strangers_signature_is_refused()
    {
        Write(Document());
        using var other = RSA.Create(2048);
        Assert.Equal(
            "The release is not signed with a key that this image knows.",
            new ReleaseCheck(_directory.Path, new ReleaseKeys([other.ExportSubjectPublicKeyInfoPem()])).ReadDocument().Refusal);
    }

    [Fact]
    public void A_document_that_was_changed_after_it_was_signed_is_refused()
    {
        Write(Document());
        string file = Path.Combine(_directory.Path, ReleaseDocument.FileName);
        File.WriteAllText(file, File.ReadAllText(file).Replace("1.1", "1.2", StringComparison.Ordinal));
        Assert.Equal("The release is not signed with a key that this image knows.", Check().ReadDocument().Refusal);
    }

    [Fact]
    public async Task Every_file_that_is_missing_or_changed_is_named()
    {
        Write(Document());
        await File.WriteAllBytesAsync(Path.Combine(_directory.Path, "a.root"), Encoding.ASCII.GetBytes("toor"));
        File.Delete(Path.Combine(_directory.Path, "b.efi"));
        IReadOnlyList<string> objections = await Check().ObjectionsAsync(Check().ReadDocument().Release!, static _ => { }, CancellationToken.None);
        Assert.Equal(2, objections.Count);
        Assert.Equal("a.root is not what was signed: fetch it again.", objections[0]);
        Assert.StartsWith("b.efi cannot be read: ", objections[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_poses_as_a_part_of_the_release_is_refused()
    {
        Write(Document());
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "mwan_1.1_other.root"), "root");
        IReadOnlyList<string> objections = await Check().ObjectionsAsync(Check().ReadDocument().Release!, static _ => { }, CancellationToken.None);
        Assert.Equal(["mwan_1.1_other.root is no part of the release that was signed: remove it."], objections);
    }

    [Fact]
    public void A_key_that_is_none_does_not_hide_the_others()
    {
        Write(Document());
        Assert.Null(new ReleaseCheck(_directory.Path, new ReleaseKeys(["no key", _key.ExportSubjectPublicKeyInfoPem()])).ReadDocument().Refusal);
    }

    [Theory]
    [InlineData("1.1+2")]
    [InlineData("../1.1")]
    [InlineData("v1")]
    [InlineData("12345678901234567890123456789012")]
    public void A_version_that_cannot_be_is_refused(string version)
    {
        Write(Document() with { Version = version });
        Assert.StartsWith("release.json has a version that cannot be", Check().ReadDocument().Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Signed_nonsense_is_a_sentence(string text)
    {
        Sign(Encoding.UTF8.GetBytes(text));
        Assert.StartsWith("release.json ", Check().ReadDocument().Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../a.root")]
    [InlineData(".a.root")]
    [InlineData("")]
    public void A_name_that_leads_out_of_the_release_is_refused(string name)
    {
        Sign(ReleaseDocument.Write(Document() with { Files = [new ReleaseFile(name, 4, new string('0', 64))] }));
        Assert.Contains("names a file that cannot be", Check().ReadDocument().Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_of_the_future_is_named()
    {
        Sign(ReleaseDocument.Write(Document() with { Schema = 9 }));
        Assert.Contains("schema 9", Check().ReadDocument().Refusal, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _key.Dispose();
        _directory.Dispose();
    }

    private static ReleaseDocument Document() => new()
    {
        Name = ReleaseDocument.ProductName,
        Schema = ReleaseDocument.CurrentSchema,
        Version = "1.1",
        Architecture = "amd64",
        Appliance = "mwan.example.org",
        Commit = "0",
        ConfigHash = "0",
        RootHash = "0",
        Files = [Named("a.root"), Named("b.efi")],
    };

    private static ReleaseFile Named(string name) => new(name, Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content)));

    private ReleaseCheck Check() => new(_directory.Path, new ReleaseKeys([_key.ExportSubjectPublicKeyInfoPem()]));

    private void Write(ReleaseDocument document)
    {
        foreach (ReleaseFile file in document.Files)
        {
            File.WriteAllBytes(Path.Combine(_directory.Path, file.Name), Content);
        }

        Sign(ReleaseDocument.Write(document));
    }

    private void Sign(byte[] document)
    {
        File.WriteAllBytes(Path.Combine(_directory.Path, ReleaseDocument.FileName), document);
        File.WriteAllBytes(
            Path.Combine(_directory.Path, ReleaseDocument.SignatureName), _key.SignData(document, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}
