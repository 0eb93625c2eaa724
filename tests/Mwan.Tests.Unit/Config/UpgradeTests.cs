using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>Upgrades. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class UpgradeTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "nameServers:",
            "upgrades: { checkEvery: 1d }\nnameServers:",
            ["mwan.yaml:75:25: upgrades.checkEvery: there is nowhere to look; write upgrades.source, or delete this"]
        },
        {
            "nameServers:",
            "upgrades: { source: \"http://example.net/\" }\nnameServers:",
            ["mwan.yaml:75:21: upgrades.source: 'http://example.net/' is not an https URL; write one that begins with https://"]
        },
        {
            "nameServers:",
            "upgrades: { source: \"https://user:pw@example.net/\" }\nnameServers:",
            ["mwan.yaml:75:21: upgrades.source: no user or password belongs into this file; write the URL without them"]
        },
        {
            "nameServers:",
            "upgrades: { channel: nightly }\nnameServers:",
            ["mwan.yaml:75:22: upgrades.channel: 'nightly' is not stable or testing"]
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_automatic_check_needs_a_source(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
