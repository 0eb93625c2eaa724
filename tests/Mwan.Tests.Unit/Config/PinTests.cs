using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>Balancing and pins. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class PinTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "nameServers:",
            "balance: { pins: [{ to: 8.8.8.8/32, via: at }] }\nnameServers:",
            ["mwan.yaml:75:42: balance.pins[0].via: there is no WAN or tunnel 'at'; did you mean 'att'?"]
        },
        {
            "nameServers:",
            "balance: { pins: [{ to: 8.8.8.8/32, via: cable }] }\nnameServers:",
            ["mwan.yaml:75:42: balance.pins[0].via: there is no WAN or tunnel 'cable'; there is att, webpass, monkeybrains, vps"]
        },
        {
            "nameServers:",
            "balance: { pins: [{ via: att }] }\nnameServers:",
            ["mwan.yaml:75:19: balance.pins[0]: a pin without a condition would take every flow; write to, from, dscp, protocol or ports"]
        },
        {
            "nameServers:",
            "balance: { pins: [{ ports: 443, via: att }] }\nnameServers:",
            ["mwan.yaml:75:28: balance.pins[0].ports: ports need a protocol; write 'protocol: tcp' or 'protocol: udp' beside them"]
        },
        {
            "nameServers:",
            "balance: { pins: [{ protocol: tcp, ports: [99-1, 70000], via: att }] }\nnameServers:",
            [
                "mwan.yaml:75:44: balance.pins[0].ports[0]: the range 99-1 ends before it begins",
                "mwan.yaml:75:50: balance.pins[0].ports[1]: '70000' is not a port from 1 to 65535 or a range like 6000-6010",
            ]
        },
        {
            "nameServers:",
            "balance: { pins: [{ to: \"2001:db8::/32\", from: 10.0.0.0/8, via: att }] }\nnameServers:",
            ["mwan.yaml:75:48: balance.pins[0].from: no source here is of the same address family as a destination, so nothing would match"]
        },
        {
            "nameServers:",
            "balance: { pins: [{ to: 8.8.8.8/24, via: att }] }\nnameServers:",
            ["mwan.yaml:75:25: balance.pins[0].to: 8.8.8.8/24 has bits set after its first 24; the prefix is 8.8.8.0/24"]
        },
        {
            "nameServers:",
            "balance: { sticky: sauce }\nnameServers:",
            ["mwan.yaml:75:20: balance.sticky: 'sauce' is not off or source"]
        },
    };

    [Fact]
    public void A_pin_to_a_cold_tunnel_is_warned_of() => Assert.Equal(
        ["mwan.yaml:76:42: warning: balance.pins[0].via: 'vps' is kept cold, so while it is not needed nobody notices that it is dead, and what is pinned to it does not go elsewhere; delete its 'warm: false', or pin to another"],
        Sample.Findings(("    over: monkeybrains\n", "    over: monkeybrains\n    warm: false\n"), ("nameServers:", "balance: { pins: [{ to: 8.8.8.8/32, via: vps }] }\nnameServers:")));

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_pin_names_a_member_and_matches_something(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
