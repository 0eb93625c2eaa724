using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>Health targets. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class TargetTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "{ icmp: 1.1.1.1 }",
            "{ icmp: 1.1.1.1, tcp: \"1.1.1.1:80\" }",
            ["mwan.yaml:67:7: health.targets[0]: a target has exactly one of icmp, tcp, dns and http"]
        },
        {
            "{ icmp: 1.1.1.1 }",
            "{ name: example.com }",
            ["mwan.yaml:67:7: health.targets[0]: a target has exactly one of icmp, tcp, dns and http"]
        },
        {
            "{ dns: 9.9.9.9, name: example.com }",
            "{ dns: 9.9.9.9 }",
            ["mwan.yaml:69:7: health.targets[2].name: this key is missing; write the name that the server is asked for"]
        },
        {
            "{ icmp: 1.1.1.1 }",
            "{ icmp: 1.1.1.1, name: example.com }",
            ["mwan.yaml:67:30: health.targets[0].name: only a target with dns has a name; delete it"]
        },
        {
            "\"8.8.8.8:443\"",
            "8.8.8.8",
            ["mwan.yaml:71:14: health.targets[4].tcp: '8.8.8.8' lacks a port; write 8.8.8.8:443 or the like"]
        },
        {
            "\"[2001:4860:4860::8888]:443\"",
            "\"2001:4860:4860::8888\"",
            ["mwan.yaml:72:14: health.targets[5].tcp: '2001:4860:4860::8888' lacks a port; write \"[2001:4860:4860::8888]:443\", with brackets around the address"]
        },
        {
            "\"8.8.8.8:443\"",
            "\"8.8.8.8:99999\"",
            ["mwan.yaml:71:14: health.targets[4].tcp: '99999' is not a port from 1 to 65535"]
        },
        {
            "\"http://connectivity",
            "\"https://connectivity",
            ["mwan.yaml:73:15: health.targets[6].http: 'https://connectivity-check.ubuntu.com/' is not an http URL; a probe knows no TLS; choose a URL that begins with http://"]
        },
        {
            "{ icmp: 1.1.1.1 }",
            "{ ping: 1.1.1.1 }",
            [
                "mwan.yaml:67:7: health.targets[0]: a target has exactly one of icmp, tcp, dns and http",
                "mwan.yaml:67:9: health.targets[0].ping: there is no such key; target has icmp, tcp, dns, http, name",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_health_target_is_one_probe_that_can_be_sent(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
