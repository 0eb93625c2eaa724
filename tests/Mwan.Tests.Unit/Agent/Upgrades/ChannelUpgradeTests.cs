using System.Net;
using System.Security.Cryptography;
using System.Text;
using Mwan.Agent.Upgrades;
using Mwan.Config.Releases;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

/// <summary>An upgrade without a source: what the channel's index leads to, and what becomes of it on a box that runs 1.1.</summary>
public sealed class ChannelUpgradeTests : IDisposable
{
    private static readonly Uri Source = new("https://releases.example.net/mwan/");
    private readonly RSA _key = RSA.Create(2048);
    private readonly ServedFiles _server = new(Source);
    private readonly Notes _journal = new();
    private SlottedBox _box;

    public ChannelUpgradeTests() => _box = Box("1.0", "mwan_1.0.efi", "mwan_1.1.efi");

    [Fact]
    public async Task What_is_newer_is_fetched_and_written()
    {
        Publish("1.2");
        UpgradeAnswer answer = await UpgradeAsync();
        Assert.Empty(answer.Objections);
        Assert.Null(answer.Words);
        Assert.Equal(["--verify=no update 1.2", "mwan_1.2.efi", "mwan_1.2.root", "release.json", "release.json.sig"], _box.Written!.Where(static line => line != "index"), StringComparer.Ordinal);
        Assert.Equal(("1.1", "1.2", true), (_box.Record!.From, _box.Record.To, _box.Record.Ready));
        Assert.False(Directory.Exists(Path.Combine(_box.Layout.UpgradeWork, "fetched")));
    }

    [Fact]
    public async Task What_a_transfer_that_was_cut_off_has_left_is_deleted_and_nothing_else()
    {
        _box.Write("boot/EFI/Linux/.#sysupdatemwan_1.2+2-0.efi0123456789abcdef", "half of it");
        Publish("1.2");
        Assert.Empty((await UpgradeAsync()).Objections);
        Assert.Equal(["mwan_1.0.efi", "mwan_1.1.efi"], _box.Entries, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Who_only_asks_is_told_of_it_and_no_release_is_touched()
    {
        Publish("1.2");
        UpgradeAnswer answer = await UpgradeAsync(onlyCheck: true);
        Assert.True(answer.IsNewer);
        Assert.Equal("The box runs 1.1, and the channel stable leads to 1.2: mwan upgrade takes it.", answer.Words);
        NothingIsWritten(["index"]);
    }

    [Theory]
    [InlineData("1.1", true)]
    [InlineData("1.1", false)]
    [InlineData("1.0.9", true)]
    [InlineData("1.0.9", false)]
    public async Task What_is_not_newer_is_left_alone(string version, bool onlyCheck)
    {
        Publish(version);
        UpgradeAnswer answer = await UpgradeAsync(onlyCheck);
        Assert.Empty(answer.Objections);
        Assert.False(answer.IsNewer);
        Assert.Equal($"The box runs 1.1, and the channel stable leads to {version}: there is nothing newer.", answer.Words);
        NothingIsWritten(["index"]);
    }

    [Theory]
    [InlineData("mwan_1.2+0.efi", "set aside by a rollback", true)]
    [InlineData("mwan_1.2+0.efi", "set aside by a rollback", false)]
    [InlineData("mwan_1.2+0-2.efi", "failed", true)]
    [InlineData("mwan_1.2+0-2.efi", "failed", false)]
    public async Task What_was_given_up_is_not_taken_again(string entry, string state, bool onlyCheck)
    {
        With("1.2", entry, "mwan_1.1.efi");
        Publish("1.2");
        UpgradeAnswer answer = await UpgradeAsync(onlyCheck);
        Assert.Empty(answer.Objections);
        Assert.Equal(onlyCheck, answer.IsNewer);
        Assert.Equal($"The channel stable leads to 1.2, which is in the other slot ({state}): waiting for a newer one.", answer.Words);
        NothingIsWritten(["index"]);
    }

    [Fact]
    public async Task What_is_newer_than_what_failed_is_taken()
    {
        With("1.2", "mwan_1.2+0-2.efi", "mwan_1.1.efi");
        Publish("1.3");
        Assert.Empty((await UpgradeAsync()).Objections);
        Assert.Equal("1.3", _box.Record!.To);
    }

    [Fact]
    public async Task What_is_newer_than_what_was_set_aside_waits_for_the_one_that_it_would_replace()
    {
        // It proved itself once, and what a person went back to is on trial.
        With("1.2", "mwan_1.2+0.efi", "mwan_1.1+1-1.efi");
        Publish("1.3");
        Assert.StartsWith("Version 1.1 has not proved itself yet", Assert.Single((await UpgradeAsync()).Objections), StringComparison.Ordinal);
        NothingIsWritten(["index", "mwan-1.3.update/release.json", "mwan-1.3.update/release.json.sig"]);
    }

    [Theory]
    [InlineData("1.2", "mwan_1.2+2.efi", "mwan_1.1.efi")]
    [InlineData("1.3", "mwan_1.2+2.efi", "mwan_1.1.efi")]
    [InlineData("1.2", "mwan_1.0+2.efi", "mwan_1.1+0.efi")]
    public async Task What_waits_in_the_other_slot_for_a_restart_is_neither_written_over_nor_restarted(string version, string waiting, string running)
    {
        string other = waiting["mwan_".Length..waiting.IndexOf('+', StringComparison.Ordinal)];
        With(other, waiting, running);
        Publish(version);
        Assert.Equal(
            $"The channel stable leads to {version}, and version {other} in the other slot waits for a restart: reboot first.", (await UpgradeAsync()).Words);
        NothingIsWritten(["index"]);
    }

    [Theory]
    [InlineData("1.0", "mwan_1.0.efi", "release.json", new[] { "mwan_1.0+2.efi", "mwan_1.1+0.efi" })]
    [InlineData("1.0", "mwan_1.0.efi", "mwan_1.3.root", new[] { "mwan_1.0+2.efi", "mwan_1.1+0.efi" })]
    [InlineData("1.2", "mwan_1.2+0.efi", "release.json", new[] { "mwan_1.1.efi", "mwan_1.2+2.efi" })]
    [InlineData("1.2", "mwan_1.2+0.efi", "mwan_1.3.root", new[] { "mwan_1.1.efi", "mwan_1.2+2.efi" })]
    public async Task A_rollback_need_not_wait_for_a_download_and_is_not_written_over_by_it(string other, string entry, string asked, string[] entries)
    {
        With(other, entry, "mwan_1.1.efi");
        Publish("1.3");
        (int Code, string Output, string Errors)? rollback = null;
        _server.Meanwhile = async name => rollback = name.EndsWith($"/{asked}", StringComparison.Ordinal) ? await _box.RunAsync("rollback", "--no-reboot") : rollback;
        string objection = Assert.Single((await UpgradeAsync()).Objections);

        Assert.Equal((0, ""), (rollback!.Value.Code, rollback.Value.Errors));
        Assert.Equal("A rollback was ordered while the release was on its way, and what it leads to is not written over: reboot, or order the upgrade again.", objection);
        Assert.Equal(entries, _box.Entries, StringComparer.Ordinal);
        Assert.Null(_box.Written);
        Assert.Equal((true, other), (_box.Record!.IsRollback, _box.Record.To));
    }

    [Fact]
    public async Task A_rollback_does_not_meet_a_slot_that_is_being_written()
    {
        _box.Write("writing", "touch begun; while [ ! -e ended ]; do sleep 0.02; done");
        Publish("1.2");
        Task<UpgradeAnswer> upgrade = UpgradeAsync();
        while (!upgrade.IsCompleted && !File.Exists(_box.At("begun")))
        {
            await Task.Delay(10);
        }

        (int code, _, string errors) = await _box.RunAsync("rollback", "--no-reboot");
        _box.Write("ended", "");
        Assert.Empty((await upgrade).Objections);
        Assert.Equal(1, code);
        Assert.StartsWith("The slots are being changed already (", errors, StringComparison.Ordinal);
        Assert.Equal(["mwan_1.0.efi", "mwan_1.1.efi"], _box.Entries, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_rollback_that_was_cut_off_amid_it_does_not_stop_the_channel()
    {
        // What it leads to has its tries, and what runs was not set aside: being newer, that boots however often a person restarts the box.
        With("1.0", "mwan_1.0+2.efi", "mwan_1.1.efi");
        Publish("1.2");
        UpgradeAnswer answer = await UpgradeAsync();
        Assert.Empty(answer.Objections);
        Assert.Null(answer.Words);
        Assert.Equal("1.2", _box.Record!.To);
    }

    [Fact]
    public async Task Nor_does_it_say_that_what_it_leads_to_boots_next()
    {
        With("1.0", "mwan_1.0+2.efi", "mwan_1.1.efi");
        _box.Site = ExampleSite.Value with { Upgrades = ExampleSite.Value.Upgrades with { Source = null } };
        Assert.EndsWith("The box boots what it booted before.", (await _box.RunAsync("upgrade")).Errors.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_index_of_another_appliance_leads_nowhere()
    {
        Publish("1.2", appliance: "other.example.net");
        Assert.Equal(
            $"{_box.Site.Upgrades.Source} has releases for other.example.net, and this is {_box.Site.Appliance.HostName}.", Assert.Single((await UpgradeAsync()).Objections));
        NothingIsWritten(["index"]);
    }

    [Fact]
    public async Task An_index_that_was_changed_leads_nowhere()
    {
        Publish("1.2");
        _server.Files["index"] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_server.Files["index"]).Replace("\"1.2\"", "\"1.9\"", StringComparison.Ordinal));
        Assert.Contains("not signed with a key that this image knows", Assert.Single((await UpgradeAsync()).Objections), StringComparison.Ordinal);
        NothingIsWritten(["index"]);
    }

    [Fact]
    public async Task A_signed_release_that_is_passed_off_as_another_is_refused()
    {
        Publish("1.3");
        Move("mwan-1.3.update/", "mwan-1.2.update/");
        _server.Files["index"] = Index("1.2", _box.Site.Appliance.HostName);
        Assert.Equal("The channel leads to 1.2, and what lies there is 1.3.", Assert.Single((await UpgradeAsync()).Objections));
        NothingIsWritten(["index", "mwan-1.2.update/release.json", "mwan-1.2.update/release.json.sig"]);
    }

    [Fact]
    public async Task A_file_that_was_changed_on_the_server_is_refused_and_the_journal_has_it()
    {
        Publish("1.2");
        _server.Files["mwan-1.2.update/mwan_1.2.root"] = "toor"u8.ToArray();
        Assert.Equal(["mwan_1.2.root is not what was signed: fetch it again."], (await UpgradeAsync()).Objections);
        Assert.Equal(["Nothing was upgraded. mwan_1.2.root is not what was signed: fetch it again."], _journal.Lines);
        NothingIsWritten();
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "503", 5)]
    [InlineData(HttpStatusCode.Forbidden, "403", 1)]
    public async Task A_server_that_fails_is_named_and_the_next_order_finds_the_way_free(HttpStatusCode code, string word, int asked)
    {
        Publish("1.2");
        _server.Fails = code;
        string objection = Assert.Single((await UpgradeAsync()).Objections);
        Assert.StartsWith("https://releases.example.net/mwan/index cannot be fetched: ", objection, StringComparison.Ordinal);
        Assert.Contains(word, objection, StringComparison.Ordinal);
        Assert.Equal([$"Nothing was upgraded. {objection}"], _journal.Lines);
        NothingIsWritten(Enumerable.Repeat("index", asked));

        _server.Fails = null;
        Assert.Empty((await UpgradeAsync()).Objections);
        Assert.Equal("1.2", _box.Record!.To);
    }

    [Fact]
    public async Task An_index_that_came_before_its_release_is_an_error_that_names_the_release()
    {
        _server.Files["index"] = Index("1.2", _box.Site.Appliance.HostName);
        Assert.StartsWith(
            "https://releases.example.net/mwan/mwan-1.2.update/release.json cannot be fetched: ", Assert.Single((await UpgradeAsync()).Objections), StringComparison.Ordinal);
        NothingIsWritten();
    }

    [Fact]
    public async Task A_site_that_cannot_be_read_asks_nobody()
    {
        File.Delete(_box.Layout.Config);
        Assert.StartsWith("/usr/lib/mwan/config.json is missing", Assert.Single((await UpgradeAsync()).Objections), StringComparison.Ordinal);
        NothingIsWritten([]);
    }

    [Fact]
    public async Task The_command_says_so_where_the_site_names_no_source()
    {
        _box.Site = ExampleSite.Value with { Upgrades = ExampleSite.Value.Upgrades with { Source = null } };
        (int code, _, string errors) = await _box.RunAsync("upgrade", "--check");
        Assert.Equal(1, code);
        Assert.Contains("write upgrades.source into the site's file.\nThe box boots what it booted before.", errors, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _box.Dispose();
        _server.Dispose();
        _key.Dispose();
    }

    private SlottedBox Box(string other, params string[] entries)
    {
        SlottedBox box = new("1.1", other, entries) { Site = ExampleSite.Value with { Upgrades = ExampleSite.Value.Upgrades with { Source = Source } } };
        box.Write("usr/lib/mwan/keys/release.pem", _key.ExportSubjectPublicKeyInfoPem());
        return box;
    }

    private void With(string other, params string[] entries)
    {
        _box.Dispose();
        _box = Box(other, entries);
    }

    private void Publish(string version, string? appliance = null)
    {
        appliance ??= _box.Site.Appliance.HostName;
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal) { [$"mwan_{version}.root"] = "root"u8.ToArray(), [$"mwan_{version}.efi"] = "uki"u8.ToArray() };
        byte[] document = ReleaseDocument.Write(new ReleaseDocument
        {
            Name = ReleaseDocument.ProductName,
            Schema = ReleaseDocument.CurrentSchema,
            Version = version,
            Architecture = "amd64",
            Appliance = appliance,
            Commit = "0",
            ConfigHash = "0",
            RootHash = "0",
            Files = [.. files.Select(static file => new ReleaseFile(file.Key, file.Value.Length, Convert.ToHexStringLower(SHA256.HashData(file.Value))))],
        });
        files[ReleaseDocument.FileName] = document;
        files[ReleaseDocument.SignatureName] = Sign(document);
        foreach ((string name, byte[] content) in files)
        {
            _server.Files[$"{ReleaseIndex.DirectoryOf(version)}/{name}"] = content;
        }

        _server.Files["index"] = Index(version, appliance);
    }

    private void Move(string from, string to)
    {
        foreach (string name in _server.Files.Keys.Where(name => name.StartsWith(from, StringComparison.Ordinal)).ToArray())
        {
            _ = _server.Files.Remove(name, out byte[]? content);
            _server.Files[to + name[from.Length..]] = content!;
        }
    }

    private byte[] Index(string version, string appliance) => ReleaseIndex.Write(
        new ReleaseIndex
        {
            Name = ReleaseDocument.ProductName,
            Schema = ReleaseIndex.CurrentSchema,
            Appliance = appliance,
            Channels = new Dictionary<string, string>(StringComparer.Ordinal) { ["stable"] = version, ["testing"] = "9.9" },
        },
        Sign);

    private byte[] Sign(byte[] content) => _key.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private async Task<UpgradeAnswer> UpgradeAsync(bool onlyCheck = false)
    {
        using WebFiles web = new(_server, TimeSpan.FromSeconds(30), TimeSpan.Zero);
        return await new Upgrade(_box.Layout, web, new UpgradeLog(_box.Memory, _journal, static _ => { }), static _ => { }).RunAsync(word: null, onlyCheck, CancellationToken.None);
    }

    private void NothingIsWritten(IEnumerable<string>? asked = null)
    {
        Assert.Null(_box.Written);
        Assert.Null(_box.Record);
        Assert.False(Directory.Exists(Path.Combine(_box.Layout.UpgradeWork, "fetched")));
        if (asked is not null)
        {
            Assert.Equal(asked, _server.Asked, StringComparer.Ordinal);
        }
    }
}
