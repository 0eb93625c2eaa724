using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>Every tier has a member that can carry something.</summary>
internal static class MemberRule
{
    public static void Check(Values site, Report report)
    {
        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            if (wan.At(WanSection.Ipv4) is var ipv4 && ipv4.Is(out Addressing? four) && four.Mode is AddressingMode.Off
                && wan.At(WanSection.Ipv6) is var ipv6 && ipv6.Is(out Addressing? six) && six.Mode is AddressingMode.Off)
            {
                string tier = wan.At(WanSection.Tier).Is(out long number) && IsAlone(site, wan, number) ? $", and tier {number} has no other member" : "";
                report.Error(ipv6, $"this WAN has neither IPv4 nor IPv6, so it can carry nothing{tier}; turn one on or delete the WAN");
            }

            foreach (Item<Addressing> item in new[] { wan.At(WanSection.Ipv4), wan.At(WanSection.Ipv6) })
            {
                if (item.Is(out Addressing? addressing) && addressing is { Mode: AddressingMode.Static, Gateway: null })
                {
                    report.Error(item, "a WAN with a static address needs the ISP's gateway; write { address: ..., gateway: ... }");
                }
            }
        }

        if (site.At(SiteSection.Management).Is(out Values? management)
            && management.At(ManagementSection.Ipv4).Is(out Addressing? m4) && m4.Mode is AddressingMode.Off
            && management.At(ManagementSection.Ipv6).Is(out Addressing? m6) && m6.Mode is AddressingMode.Off)
        {
            report.Error(management.At(ManagementSection.Ipv4), "the management link has neither IPv4 nor IPv6, so nobody could log in; turn one on");
        }
    }

    private static bool IsAlone(Values site, Values wan, long tier) =>
        !site.Each(SiteSection.Wans).Any(w => w != wan && w.At(WanSection.Tier).Value == tier)
        && !site.Each(SiteSection.Tunnels).Any(t => t.At(TunnelSection.Tier).Value == tier);
}
