using System.Net;
using Mwan.Agent.Netlink;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Netlink;

public sealed class RuleMessageTests
{
    [Fact]
    public void A_rule_by_mark_is_written_as_the_kernel_wants_it() => Assert.Equal(
        "44000000" + "2000" + "0506" + "05000000" + "00000000"
            + "02000000" + "65000001" + "00000000"
            + "08000600e9030000" + "050015004d000000" + "08000f0065000000" + "08000a0001000000" + "08001000ffffffff",
        Hex(new RuleMessage { Family = Family.Ipv4, Priority = 1001, Mark = 1, Table = 101 }));

    [Fact]
    public void A_rule_for_all_but_the_mark_zero_is_read_by_its_mask_alone()
    {
        RuleMessage rule = new() { Family = Family.Ipv6, Priority = 3000, Mark = 0, Invert = true, Action = Rtm.FR_ACT_UNREACHABLE };

        // The kernel leaves FRA_FWMARK out when it is zero.
        string written = Hex(rule)[(Nl.HeaderLength * 2)..].Replace("08000a0000000000", "", StringComparison.Ordinal);
        Assert.Equal(rule, RuleMessage.Parse(Rtm.RTM_NEWRULE, Convert.FromHexString(written)));
    }

    [Fact]
    public void Rules_with_a_source_and_with_a_suppressed_prefix_are_read_again()
    {
        RuleMessage source = new() { Family = Family.Ipv4, Priority = 100, Source = IPNetwork.Parse("192.168.1.5/32"), Table = 1000 };
        RuleMessage near = new() { Family = Family.Ipv6, Priority = 200, Table = Rtm.RT_TABLE_MAIN, SuppressPrefixLength = 0 };
        Assert.Equal(source, Again(source));
        Assert.Equal(near, Again(near));
    }

    [Fact]
    public void A_rule_for_all_that_is_forwarded_is_read_again_and_shown_as_by_ip()
    {
        RuleMessage rule = new() { Family = Family.Ipv4, Priority = 3100, Incoming = "lo", Invert = true, Action = Rtm.FR_ACT_BLACKHOLE };
        Assert.Equal(rule, Again(rule));
        Assert.Equal("3100: not iif lo blackhole", rule.ToString());
    }

    [Fact]
    public void A_condition_that_the_agent_never_sets_makes_it_another_rule()
    {
        RuleMessage rule = new() { Family = Family.Ipv4, Priority = 32765, Table = 1000 };
        byte[] bytes = [.. Convert.FromHexString(Hex(rule))[Nl.HeaderLength..], 8, 0, (byte)Rtm.FRA_OIFNAME, 0, (byte)'e', (byte)'n', (byte)'0', 0];
        Assert.Equal(rule with { Other = "oif en0" }, RuleMessage.Parse(Rtm.RTM_NEWRULE, bytes));
    }

    private static RuleMessage? Again(RuleMessage rule) => RuleMessage.Parse(Rtm.RTM_NEWRULE, Convert.FromHexString(Hex(rule)).AsSpan(Nl.HeaderLength));

    private static string Hex(RuleMessage rule)
    {
        RequestWriter request = new(new byte[256]);
        rule.Write(ref request, Rtm.RTM_NEWRULE, Nl.NLM_F_ACK | Nl.NLM_F_CREATE | Nl.NLM_F_EXCL, sequence: 5);
        return Convert.ToHexStringLower(request.End());
    }
}
