using System.Security.Cryptography;
using Mwan.Build;
using Mwan.Build.Signing;
using Mwan.Tests.Unit.Agent;
using Xunit;

namespace Mwan.Tests.Unit.Build.Signing;

/// <summary>What <c>--target=Keys</c> makes of what is there. The Debian programs that make UEFI variables have stand-ins; the real ones are tried with the image.</summary>
public sealed class MissingKeysTests : IDisposable
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] Whole =
    [
        "release.key", "release.pem",
        "secure-boot/KEK.auth", "secure-boot/KEK.crt", "secure-boot/KEK.key",
        "secure-boot/PK.auth", "secure-boot/PK.crt", "secure-boot/PK.key",
        "secure-boot/db.auth", "secure-boot/db.crt", "secure-boot/db.key",
    ];

    private readonly TemporaryDirectory _scratch = new();
    private readonly List<string> _said = [];
    private int _asked;

    private string Directory => _scratch.At("keys");

    private SigningKeys Keys => new(Directory);

    public MissingKeysTests()
    {
        // cert-to-efi-sig-list -g OWNER CERTIFICATE LIST; sign-efi-sig-list -g OWNER -k KEY -c CERTIFICATE NAME LIST VARIABLE
        foreach ((string program, string script) in (ReadOnlySpan<(string, string)>)[("cert-to-efi-sig-list", "cp \"$3\" \"$4\""), ("sign-efi-sig-list", "cp \"$8\" \"$9\"")])
        {
            File.SetUnixFileMode(_scratch.Write($"bin/{program}", $"#!/bin/sh\n{script}\n"), Own | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Where_there_is_nothing_all_is_made_and_only_the_owner_reads_what_is_secret()
    {
        await MakeAsync();
        Assert.Equal(Whole, Files().Keys, StringComparer.Ordinal);
        Assert.All(Whole.Where(static name => name.EndsWith(".key", StringComparison.Ordinal)), name => Assert.Equal(Own, File.GetUnixFileMode(_scratch.At($"keys/{name}"))));
        Assert.All([Directory, _scratch.At("keys/secure-boot")], static directory => Assert.Equal(Own | UnixFileMode.UserExecute, File.GetUnixFileMode(directory)));
        Assert.True(Keys.Exist);
        Assert.NotNull(Keys.SecureBoot.Identity());
        Assert.Equal([$"{Directory}: release.key signs releases, and images check them with release.pem", $"{Directory}/secure-boot: db.key signs what boots; builds do without PK.key and KEK.key"], _said, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_second_run_writes_nothing_over_and_says_what_to_do()
    {
        await MakeAsync();
        SortedDictionary<string, string> before = Files();
        string words = await RefusalAsync();
        Assert.StartsWith($"{Directory}/release.key is there already, ", words, StringComparison.Ordinal);
        Assert.Contains("To change keys: make new ones elsewhere (MWAN_KEYS=DIR)", words, StringComparison.Ordinal);
        Assert.Equal(before, Files());
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Only_what_is_missing_is_made()
    {
        await MakeAsync();
        SortedDictionary<string, string> first = Files();
        System.IO.Directory.Delete(_scratch.At("keys/secure-boot"), recursive: true);
        await MakeAsync();
        Assert.Equal(first["release.key"], Files()["release.key"]);
        Assert.NotEqual(first["secure-boot/db.key"], Files()["secure-boot/db.key"], StringComparer.Ordinal);

        SortedDictionary<string, string> second = Files();
        File.Delete(_scratch.At("keys/release.key"));
        File.Delete(_scratch.At("keys/release.pem"));
        await MakeAsync();
        Assert.Equal(Whole, Files().Keys, StringComparer.Ordinal);
        Assert.Equal(second["secure-boot/db.key"], Files()["secure-boot/db.key"]);
        Assert.NotEqual(first["release.key"], Files()["release.key"], StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_run_that_found_no_tools_is_completed_by_the_next()
    {
        _ = await Assert.ThrowsAsync<BuildException>(() => Keys.MakeMissingAsync(static _ => throw new BuildException("The mirror does not answer."), _said.Add, CancellationToken.None));
        SortedDictionary<string, string> before = Files();
        Assert.Equal(["release.key", "release.pem"], before.Keys, StringComparer.Ordinal);
        await MakeAsync();
        Assert.Equal(Whole, Files().Keys, StringComparer.Ordinal);
        Assert.Equal(before["release.key"], Files()["release.key"]);
    }

    [Fact]
    public async Task What_a_killed_run_had_half_written_is_made_anew()
    {
        File.SetUnixFileMode(_scratch.Write("keys/release.key.new", "-----BEGIN PRIV"), Own | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        _ = _scratch.Write("keys/secure-boot.new/PK.key", "-----BEGIN PRIV");
        await MakeAsync();
        Assert.Equal(Whole, Files().Keys, StringComparer.Ordinal);
        Assert.Equal(Own, File.GetUnixFileMode(_scratch.At("keys/release.key")));
    }

    [Fact]
    public async Task A_private_key_without_its_public_part_gets_it()
    {
        await MakeAsync();
        SortedDictionary<string, string> before = Files();
        File.Delete(_scratch.At("keys/release.pem"));
        Assert.False(Keys.Exist);
        await MakeAsync();
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task A_public_key_without_its_private_one_is_never_given_another()
    {
        Keys.Make();
        File.Delete(_scratch.At("keys/release.key"));
        SortedDictionary<string, string> before = Files();
        string words = await RefusalAsync();
        Assert.StartsWith($"{Directory}/release.pem is there, and release.key is not: ", words, StringComparison.Ordinal);
        Assert.Contains("Bring back the copy of release.key.", words, StringComparison.Ordinal);
        Assert.Equal(before, Files());
        Assert.Equal(0, _asked);
    }

    [Fact]
    public async Task A_public_key_of_another_one_is_kept()
    {
        Keys.Make();
        using var other = RSA.Create(2048);
        _ = _scratch.Write("keys/release.pem", other.ExportSubjectPublicKeyInfoPem());
        SortedDictionary<string, string> before = Files();
        Assert.StartsWith($"{Directory}/release.pem does not belong to release.key beside it. ", await RefusalAsync(), StringComparison.Ordinal);
        Assert.Equal(before, Files());

        // What it says to do works.
        File.Move(_scratch.At("keys/release.pem"), _scratch.At("keys/old.pem"));
        await MakeAsync();
        Assert.Equal(before["release.key"], Files()["release.key"]);
        Assert.Equal(before["release.pem"], Files()["old.pem"]);
        Assert.True(Keys.Exist);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIE")]
    public async Task A_damaged_private_key_is_left_as_it_is(string content)
    {
        _ = _scratch.Write("keys/release.key", content);
        SortedDictionary<string, string> before = Files();
        string words = await RefusalAsync();
        Assert.StartsWith($"{Directory}/release.key cannot be used: ", words, StringComparison.Ordinal);
        Assert.EndsWith("bring back the copy of it. Only where no box knows it: delete it, and --target=Keys makes another.", words, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("db.key")]
    [InlineData("db.crt")]
    [InlineData("PK.auth")]
    public async Task Keys_of_Secure_Boot_of_which_one_is_missing_are_named_before_anything_is_made(string name)
    {
        await MakeAsync();
        File.Delete(_scratch.At("keys/release.key"));
        File.Delete(_scratch.At("keys/release.pem"));
        File.Delete(_scratch.At($"keys/secure-boot/{name}"));
        SortedDictionary<string, string> before = Files();
        Assert.StartsWith($"{Directory}/secure-boot/{name} is missing. Bring back the copy of ", await RefusalAsync(), StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    private Task MakeAsync() => Keys.MakeMissingAsync(ToolsAsync, _said.Add, CancellationToken.None);

    private async Task<string> RefusalAsync()
    {
        _said.Clear();
        string words = (await Assert.ThrowsAsync<BuildException>(MakeAsync)).Message;
        Assert.Empty(_said);
        return words;
    }

    // The host's own shell, and the stand-ins.
    private Task<Sandbox> ToolsAsync(CancellationToken cancellationToken)
    {
        _asked++;
        return Task.FromResult(new Sandbox(Tree: null).ReadOnly(_scratch.At("bin"), "/mnt/bin").With("PATH", "/mnt/bin:/usr/bin:/bin"));
    }

    private SortedDictionary<string, string> Files() => new(
        System.IO.Directory.EnumerateFiles(Directory, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(Directory, file), File.ReadAllText, StringComparer.Ordinal),
        StringComparer.Ordinal);
}
