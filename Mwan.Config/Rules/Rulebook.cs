using Mwan.Config.Description;

namespace Mwan.Config.Rules;

/// <summary>
/// All checks that look at more than one value. Each takes only values that were read without error, so that no mistake is reported twice
/// or hides another.
/// </summary>
internal static class Rulebook
{
    private static readonly Action<Values, Report>[] Rules =
    [
        NameRule.Check,
        InterfaceRule.Check,
        HardwareRule.Check,
        MarkRule.Check,
        OverlapRule.Check,
        LanRule.Check,
        DelegationRule.Check,
        MappingRule.Check,
        MemberRule.Check,
        TunnelRule.Check,
        ForwardRule.Check,
        NameServerRule.Check,
        HealthRule.Check,
        QuorumRule.Check,
        PinRule.Check,
        UpgradesRule.Check,
        ProxmoxRule.Check,
    ];

    public static void Check(Values site, Report report)
    {
        foreach (Action<Values, Report> rule in Rules)
        {
            rule(site, report);
        }
    }
}
