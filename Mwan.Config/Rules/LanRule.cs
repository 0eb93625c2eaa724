using System.Net;
using System.Net.Sockets;
using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>The box, the router behind it and the edges of the delegations can be told apart and reach each other.</summary>
internal static class LanRule
{
    public static void Check(Values site, Report report)
    {
        if (!site.At(SiteSection.Lan).Is(out Values? lan))
        {
            return;
        }

        CheckBox(lan, report);
        CheckPrefix(lan, report);
        if (lan.At(LanSection.Router).Is(out Values? router))
        {
            CheckRouter(lan.At(LanSection.Ipv4), router.At(RouterSection.Ipv4), report);
            CheckRouter(lan.At(LanSection.Ipv6), router.At(RouterSection.Ipv6), report);
            CheckLinkLocal(lan, router, report);
            CheckEdge(lan, router.At(RouterSection.Ipv6), report);
        }
    }

    private static void CheckBox(Values lan, Report report)
    {
        foreach (Item<InterfaceAddress> item in new[] { lan.At(LanSection.Ipv4), lan.At(LanSection.Ipv6) })
        {
            if (!item.Is(out InterfaceAddress? address))
            {
                continue;
            }

            if (AddressChecks.WrongHost(address) is string wrong)
            {
                report.Error(item, wrong);
            }
            else if (address.PrefixLength == Prefix.Bits(address.Address))
            {
                report.Error(item, $"a /{address.PrefixLength} has no room for the router; the link's network holds at least two addresses");
            }
        }
    }

    private static void CheckPrefix(Values lan, Report report)
    {
        Item<IPNetwork> item = lan.At(LanSection.Prefix);
        if (!item.Is(out IPNetwork prefix))
        {
            return;
        }

        if (AddressChecks.Special(prefix.BaseAddress) is string meaning)
        {
            report.Error(item, $"{prefix} begins with {meaning}; hosts need a prefix of global form or one inside fd00::/8");
        }
        else if (prefix.PrefixLength is < 48 or > 64)
        {
            report.Error(item, $"a /{prefix.PrefixLength} cannot be translated; write a prefix of 48 to 64 bits");
        }
    }

    private static void CheckRouter(Item<InterfaceAddress> box, Item<IPAddress> router, Report report)
    {
        if (!router.Is(out IPAddress? address))
        {
            return;
        }

        if (box.IsAbsent)
        {
            report.Error(router, $"{address} is on no network of the link: {box.Path} is missing; write it, or delete this");
        }
        else if (box.Is(out InterfaceAddress? own))
        {
            if (!own.Network.Contains(address))
            {
                report.Error(router, $"{address} is outside {box.Path} {own.Network}");
            }
            else if (own.Address.Equals(address))
            {
                report.Error(router, $"{address} is the box's own address; write the router's");
            }
            else if (AddressChecks.WrongHost(address, own.Network) is string wrong)
            {
                report.Error(router, wrong);
            }
        }
    }

    private static void CheckLinkLocal(Values lan, Values router, Report report)
    {
        Item<IPAddress> box = lan.At(LanSection.LinkLocal);
        Item<IPAddress?> other = router.At(RouterSection.LinkLocal);
        IPNetwork usable = IPNetwork.Parse("fe80::/64");
        foreach ((Item item, IPAddress? address) in new (Item Item, IPAddress? Address)[] { (box, box.Value), (other, other.Value) })
        {
            if (address is not null && (!usable.Contains(address) || address.Equals(usable.BaseAddress)))
            {
                report.Error(item, $"{address} is not a link-local address of a host, in fe80::/64 (RFC 4291 section 2.5.6)");
            }
        }

        if (other.Value is IPAddress theirs && box.Is(out IPAddress? ours) && ours.Equals(theirs))
        {
            Item blamed = box;
            if (other.IsGiven)
            {
                blamed = other;
            }

            report.Error(blamed, $"{theirs} is also the box's own ({box.Path}{(box.IsGiven ? "" : ", by default")}); each needs its own");
        }
    }

    // What arrives for a delegation's ::1 is handed to the router, so the internal prefix's ::1 must be nobody's address on the link.
    private static void CheckEdge(Values lan, Item<IPAddress> router, Report report)
    {
        if (!lan.At(LanSection.Prefix).Is(out IPNetwork prefix) || prefix.BaseAddress.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return;
        }

        byte[] bytes = prefix.BaseAddress.GetAddressBytes();
        bytes[15] = 1;
        IPAddress edge = new(bytes);
        string message = $"{edge} is the internal side of each delegation's ::1, which leads to the router; choose another address";
        if (lan.At(LanSection.Ipv6).Is(out InterfaceAddress? box) && box.Address.Equals(edge))
        {
            report.Error(lan.At(LanSection.Ipv6), message);
        }

        if (router.Is(out IPAddress? address) && address.Equals(edge))
        {
            report.Error(router, message);
        }
    }
}
