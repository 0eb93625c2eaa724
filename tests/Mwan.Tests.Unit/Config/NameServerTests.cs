using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>What a site without name servers cannot have.</summary>
public sealed class NameServerTests
{
    private const string Written = "nameServers: [9.9.9.9, 1.1.1.1, \"2620:fe::fe\"]";
    private const string Target = "    - { http: \"http://connectivity-check.ubuntu.com/\" }\n";

    [Fact]
    public void Names_that_are_asked_for_over_one_member_need_name_servers()
    {
        Assert.Collection(
            Sample.Findings(("endpoint: 203.0.113.10:51820", "endpoint: vps.example.net:51820"), (Written, "nameServers: []")),
            finding => Assert.EndsWith(
                "tunnels[0].peer.endpoint: 'vps.example.net' is a name, and nameServers is empty, so that nobody is asked for it; write an address here or name servers there", finding, StringComparison.Ordinal),
            finding => Assert.EndsWith(
                "health.targets[6]: 'connectivity-check.ubuntu.com' is a name, and nameServers is empty, so that nobody is asked for it; write an address here or name servers there", finding, StringComparison.Ordinal));
        Assert.Empty(Sample.Findings(("endpoint: 203.0.113.10:51820", "endpoint: vps.example.net:51820")));
    }

    [Fact]
    public void A_members_own_targets_are_looked_at_too() =>
        Assert.Contains("wans[2].health.targets[2]: 'example.org' is a name", Assert.Single(Sample.Findings(
            ("failures: 5 }", "failures: 5, targets: [{ icmp: 8.8.8.8 }, { icmp: \"2001:4860:4860::8888\" }, { icmp: example.org }] }"), (Target, ""), (Written, "nameServers: []"))), StringComparison.Ordinal);

    [Fact]
    public void Addresses_and_the_default_need_none()
    {
        Assert.Empty(Sample.Findings((Target, ""), (Written, "nameServers: []")));
        Assert.Empty(SiteOf("three-wans"));
    }

    private static string[] SiteOf(string name) =>
        [.. Mwan.Config.SiteFile.Parse(File.ReadAllText(Repository.File($"tests/sites/{name}.yaml")), "mwan.yaml").Diagnostics.Select(found => found.ToString())];
}
