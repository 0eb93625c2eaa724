using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>Links that carry nothing. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class MemberTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "    delegation: 60\n    tier: 3\n",
            "    tier: 3\n    ipv4: off\n    ipv6: off\n",
            [
                "mwan.yaml:50:11: wans[2].ipv6: this WAN has neither IPv4 nor IPv6, so it can carry nothing, and tier 3 has no other member; turn one on or delete the WAN",
                "mwan.yaml:61:17: tunnels[0].peer.endpoint: the underlay wans[2] has no IPv4, so 203.0.113.10 cannot be reached over it",
            ]
        },
        {
            "    tier: 3\n",
            "    tier: 3\n    ipv4: { address: 198.51.100.2/24 }\n",
            ["mwan.yaml:50:11: wans[2].ipv4: a WAN with a static address needs the ISP's gateway; write { address: ..., gateway: ... }"]
        },
        {
            "  ipv4: dhcp",
            "  ipv4: off",
            ["mwan.yaml:10:9: management.ipv4: the management link has neither IPv4 nor IPv6, so nobody could log in; turn one on"]
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_member_can_carry_something_and_somebody_can_log_in(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
