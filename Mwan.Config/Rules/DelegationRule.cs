using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>Which parts of the internal prefix a delegation serves.</summary>
internal static class DelegationRule
{
    private const int Subnet = 64;

    public static void Check(Values site, Report report)
    {
        if (!site.At(SiteSection.Lan).Is(out Values? lan))
        {
            return;
        }

        Item<IPNetwork> prefix = lan.At(LanSection.Prefix);
        bool served = false;
        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            Item<long?> item = wan.At(WanSection.Delegation);
            served |= !item.Is(out long? length) || length is not null;
            if (item.IsGiven && length is long bits)
            {
                CheckGiven(wan, item, prefix, (int)bits, report);
            }
        }

        if (prefix.IsGiven && !served)
        {
            report.Warn(prefix, "no WAN asks for a delegation, so nothing behind the router has IPv6; delete this or let a WAN have one");
        }
    }

    private static void CheckGiven(Values wan, Item delegation, Item<IPNetwork> prefixItem, int length, Report report)
    {
        if (wan.At(WanSection.Ipv6).Is(out Addressing? ipv6) && ipv6.Mode is not AddressingMode.Automatic)
        {
            report.Error(delegation, $"a delegation comes by DHCPv6, which only 'ipv6: auto' starts; write that at {wan.Path}.ipv6, or delete this");
        }
        else if (prefixItem.IsAbsent)
        {
            report.Warn(delegation, $"without {prefixItem.Path} there is nothing to translate, so the delegation is of no use");
        }
        else if (prefixItem.Is(out IPNetwork prefix) && prefix.PrefixLength is >= 48 and < Subnet && length > prefix.PrefixLength)
        {
            int all = 1 << (Subnet - prefix.PrefixLength);
            int covered = 1 << (Subnet - length);
            IPNetwork first = SubnetOf(prefix, covered);
            IPNetwork last = SubnetOf(prefix, all - 1);
            string range = all - covered is 1 ? $"{first} has" : $"{first} to {last} ({all - covered} of {all} subnets) have";
            report.Warn(delegation, $"a /{length} covers only a part of {prefixItem.Path} {prefix}: {range} no IPv6 by this WAN");
        }
    }

    private static IPNetwork SubnetOf(IPNetwork prefix, int number)
    {
        byte[] bytes = prefix.BaseAddress.GetAddressBytes();
        bytes[7] |= (byte)number;
        bytes[6] |= (byte)(number >> 8);
        return new IPNetwork(new IPAddress(bytes), Subnet);
    }
}
