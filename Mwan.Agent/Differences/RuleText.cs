using System.Globalization;
using System.Text;
using Mwan.Agent.Netlink;

namespace Mwan.Agent.Differences;

/// <summary>Policy rules as <c>ip rule</c> shows them, see ip-rule(8).</summary>
internal static class RuleText
{
    /// <summary>The rule.</summary>
    public static string Of(RuleMessage rule)
    {
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"{rule.Priority}: {(rule.Invert ? "not " : "")}from {(rule.Source is { } source ? source.ToString() : "all")}");
        _ = rule.Mark is { } mark ? text.Append(CultureInfo.InvariantCulture, $" fwmark 0x{mark:x}") : text;
        _ = rule.Other is null ? text : text.Append(' ').Append(rule.Other);
        _ = rule.Action switch
        {
            Rtm.FR_ACT_TO_TBL => text.Append(CultureInfo.InvariantCulture, $" lookup {RouteText.Table(rule.Table)}"),
            Rtm.FR_ACT_UNREACHABLE => text.Append(" unreachable"),
            _ => text.Append(CultureInfo.InvariantCulture, $" action {rule.Action}"),
        };
        _ = rule.SuppressPrefixLength is { } length ? text.Append(CultureInfo.InvariantCulture, $" suppress_prefixlength {length}") : text;
        return text.Append(rule.Protocol == Rtm.RTPROT_UNSPEC ? "" : $" proto {RouteText.Protocol(rule.Protocol)}").ToString();
    }
}
