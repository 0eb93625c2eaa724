using System.Security.Cryptography;
using Mwan.Agent.Upgrades;
using Mwan.Config;
using Mwan.Config.Releases;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class ReleaseChannelTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RSA _key = RSA.Create(2048);

    [Fact]
    public async Task The_sites_channel_leads_to_a_version() => Assert.Equal(("1.1", null), await AskAsync(Index(("stable", "1.1"), ("testing", "1.2"))));

    [Fact]
    public async Task A_channel_without_a_release_says_so() => Assert.Contains("no release in the channel stable yet", (await AskAsync(Index(("testing", "1.2")))).Refusal, StringComparison.Ordinal);

    [Fact]
    public async Task A_strangers_index_is_refused()
    {
        using var other = RSA.Create(2048);
        Assert.Contains("not signed with a key that this image knows", (await AskAsync(Index(other, ("stable", "9.9")))).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_was_changed_is_refused()
    {
        byte[] index = Index(("stable", "1.1"));
        index[Array.LastIndexOf(index, (byte)'1')] = (byte)'9';
        Assert.Contains("not signed", (await AskAsync(index)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_index_of_another_appliance_is_refused() =>
        Assert.Contains("has releases for other.example.net", (await AskAsync(ReleaseIndex.Write(Content(("stable", "1.1")) with { Appliance = "other.example.net" }, Sign(_key)))).Refusal, StringComparison.Ordinal);

    [Fact]
    public async Task A_site_that_names_no_source_says_what_to_write() => Assert.Contains("write upgrades.source", (await AskAsync([], source: null)).Refusal, StringComparison.Ordinal);

    public void Dispose()
    {
        _key.Dispose();
        _directory.Dispose();
    }

    private static Func<byte[], byte[]> Sign(RSA key) => content => key.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static ReleaseIndex Content(params (string Channel, string Version)[] channels) => new()
    {
        Name = ReleaseDocument.ProductName,
        Schema = ReleaseIndex.CurrentSchema,
        Appliance = ExampleSite.Value.Appliance.HostName,
        Channels = channels.ToDictionary(static pair => pair.Channel, static pair => pair.Version, StringComparer.Ordinal),
    };

    private static byte[] Index(RSA key, params (string Channel, string Version)[] channels) => ReleaseIndex.Write(Content(channels), Sign(key));

    private byte[] Index(params (string Channel, string Version)[] channels) => Index(_key, channels);

    private async Task<(string? Version, string? Refusal)> AskAsync(byte[] index, string? source = "https://releases.example.net/mwan")
    {
        Site site = ExampleSite.Value with { Upgrades = ExampleSite.Value.Upgrades with { Source = source is null ? null : new Uri(source) } };
        using ServedFiles server = new(new Uri("https://releases.example.net/mwan/"));
        server.Files["index"] = index;
        using WebFiles web = new(server, TimeSpan.FromSeconds(5), TimeSpan.Zero);
        return await new ReleaseChannel(site, new ReleaseKeys([_key.ExportSubjectPublicKeyInfoPem()]), _directory.Path, web).AskAsync(CancellationToken.None);
    }
}
