using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>Times and quorum of health checks. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class HealthTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "timeout: 800ms",
            "interval: 800ms, timeout: 800ms",
            ["mwan.yaml:51:41: wans[2].health.timeout: the timeout 800ms must be shorter than the interval 800ms, or rounds overlap"]
        },
        {
            "  quorum: 2",
            "  quorum: 2\n  timeout: 1s",
            ["mwan.yaml:66:12: health.timeout: the timeout 1s must be shorter than the interval 1s, or rounds overlap"]
        },
        {
            "  quorum: 2",
            "  quorum: 2\n  interval: 10s\n  failures: 5",
            [
                "mwan.yaml:51:41: warning: wans[2].health.failures: a black hole is noticed only after up to 250.8 s (5 × 50 s + 0.8 s)",
                "mwan.yaml:67:13: warning: health.failures: a black hole is noticed only after up to 50.4 s (5 × 10 s + 0.4 s)",
            ]
        },
        {
            "failures: 5",
            "failures: 7",
            ["mwan.yaml:51:41: warning: wans[2].health.failures: a black hole is noticed only after up to 35.8 s (7 × 5 s + 0.8 s)"]
        },
        {
            "  quorum: 2",
            "  quorum: 2\n  hold: 20m",
            ["mwan.yaml:66:9: health.hold: maximumHold 10m is shorter than hold 20m"]
        },
        {
            "  quorum: 2",
            "  quorum: 5",
            [
                "mwan.yaml:65:11: health.quorum: 5 targets must answer, but only 4 can be asked over IPv4, so wans[0], wans[1], wans[2], tunnels[0] could never be healthy there; add targets or lower the quorum",
                "mwan.yaml:65:11: health.quorum: 5 targets must answer, but only 4 can be asked over IPv6, so wans[0], wans[1], wans[2] could never be healthy there; add targets or lower the quorum",
            ]
        },
        {
            "    - { icmp: 1.1.1.1 }\n    - { icmp: \"2606:4700:4700::1111\" }\n    - { dns: 9.9.9.9, name: example.com }\n    - { dns: \"2620:fe::fe\", name: example.com }\n    - { tcp: \"8.8.8.8:443\" }\n    - { tcp: \"[2001:4860:4860::8888]:443\" }\n    - { http: \"http://connectivity-check.ubuntu.com/\" }\n",
            "    - { icmp: 1.1.1.1 }\n    - { icmp: 8.8.8.8 }\n",
            ["mwan.yaml:65:11: health.quorum: 2 targets must answer, but none can be asked over IPv6, so wans[0], wans[1], wans[2] could never be healthy there; add targets or lower the quorum"]
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Health_that_could_not_be_measured_is_an_error(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
