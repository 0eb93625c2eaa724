using System.Formats.Tar;
using System.Text;
using Mwan.Build;
using Mwan.Build.Proxmox;
using Xunit;

namespace Mwan.Tests.Unit.Build.Proxmox;

/// <summary>What is read here before the host is asked.</summary>
public sealed class InputTests
{
    private const string Manifest = """{ "version": "1.2.0", "appliance": "edge", "configHash": "ab" }""";

    [Fact]
    public async Task Certificates_are_packed_and_known_again_by_their_content()
    {
        await using Scratch scratch = new();
        scratch.Write("wpa/ca.pem", "authority");
        scratch.Write("wpa/key.pem", "key");
        scratch.Write("wpa/notes.txt", "not sent");
        CertificateInput input = await CertificateInput.ReadAsync(scratch.At("wpa"), CancellationToken.None);
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        await using TarReader reader = new(new MemoryStream(Convert.FromBase64String(Encoding.ASCII.GetString(input.Content.Span))));
        while (await reader.GetNextEntryAsync() is { } entry)
        {
            using StreamReader content = new(entry.DataStream!);
            files[entry.Name] = await content.ReadToEndAsync();
        }

        Assert.Equal(["ca.pem: authority", "key.pem: key"], files.Select(static file => $"{file.Key}: {file.Value}").Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(input.Sum, (await CertificateInput.ReadAsync(scratch.At("wpa"), CancellationToken.None)).Sum);
        scratch.Write("wpa/key.pem", "another key");
        Assert.NotEqual(input.Sum, (await CertificateInput.ReadAsync(scratch.At("wpa"), CancellationToken.None)).Sum, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Certificates_that_are_none_or_too_much_for_the_guest_agent_are_refused()
    {
        await using Scratch scratch = new();
        scratch.Write("empty/readme", "");
        scratch.Write("large/ca.pem", new string('x', 900_000));
        Assert.Contains("no file *.pem", await RefusalAsync(scratch.At("empty")), StringComparison.Ordinal);
        Assert.Contains("more than the guest agent takes", await RefusalAsync(scratch.At("large")), StringComparison.Ordinal);
        Assert.Contains("no such directory", await RefusalAsync(scratch.At("none")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_is_read_with_the_size_that_its_disk_has()
    {
        await using Scratch scratch = new();
        scratch.Write("manifest.json", Manifest);
        byte[] image = new byte[4096];
        new byte[] { 0x51, 0x46, 0x49, 0xFB, 0, 0, 0, 3 }.CopyTo(image, 0);
        image[28] = 0x40;
        await File.WriteAllBytesAsync(scratch.At("mwan-1.2.0.qcow2"), image);
        scratch.Write("mwan-1.2.0.update/release.json", """{ "name": "mwan", "schema": 1, "version": "1.2.0", "architecture": "amd64", "appliance": "edge", "commit": "c", "configHash": "ab", "rootHash": "00", "files": [ { "name": "a.root", "size": 3, "sha256": "0000000000000000000000000000000000000000000000000000000000000000" } ] }""");
        BuiltRelease built = await BuiltRelease.ReadAsync(scratch.Directory, CancellationToken.None);
        Assert.Equal((4096, 1L << 30), (built.Size, built.DiskSize));
        Assert.Equal(["a.root", "release.json"], built.Files.Select(static file => file.Name), StringComparer.Ordinal);
        Assert.False(built.IsSigned);
        Assert.Contains("is not signed", Assert.Single(UpgradePlan.Of(Hosts.Site("three-wans"), PlanTests.Running(Hosts.Site("three-wans")), Hosts.Built(Hosts.Site("three-wans")) with { IsSigned = false }, Hosts.ConfigHash).Objections), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_that_is_not_whole_says_what_to_do()
    {
        await using Scratch scratch = new();
        BuildException none = await Assert.ThrowsAsync<BuildException>(() => BuiltRelease.ReadAsync(scratch.Directory, CancellationToken.None));
        Assert.Equal($"There is no image in {scratch.Directory}. Build one first: --target=Image", none.Message);
        scratch.Write("manifest.json", Manifest);
        BuildException half = await Assert.ThrowsAsync<BuildException>(() => BuiltRelease.ReadAsync(scratch.Directory, CancellationToken.None));
        Assert.Contains("mwan-1.2.0.qcow2 is not there", half.Message, StringComparison.Ordinal);
        scratch.Write("manifest.json", "{}");
        BuildException nameless = await Assert.ThrowsAsync<BuildException>(() => BuiltRelease.ReadAsync(scratch.Directory, CancellationToken.None));
        Assert.Contains("it names no version", nameless.Message, StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(string directory) =>
        (await Assert.ThrowsAsync<BuildException>(() => CertificateInput.ReadAsync(directory, CancellationToken.None))).Message;
}
