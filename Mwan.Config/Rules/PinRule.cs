using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>A pin names a member and matches something.</summary>
internal static class PinRule
{
    public static void Check(Values site, Report report)
    {
        if (!site.At(SiteSection.Balance).Is(out Values? balance))
        {
            return;
        }

        IReadOnlyList<Item<string>> members =
        [
            .. site.Each(SiteSection.Wans).Select(w => w.At(WanSection.Name)),
            .. site.Each(SiteSection.Tunnels).Select(t => t.At(TunnelSection.Name)),
        ];
        IReadOnlyList<string> names = [.. members.Select(m => m.Value).OfType<string>()];
        HashSet<string> cold = new(
            site.Each(SiteSection.Tunnels).Where(t => t.At(TunnelSection.Warm).Is(out bool warm) && !warm).Select(t => t.At(TunnelSection.Name).Value).OfType<string>(),
            StringComparer.Ordinal);
        bool allKnown = names.Count == members.Count && site.At(SiteSection.Wans).Is(out _) && site.At(SiteSection.Tunnels).Is(out _);
        foreach (Values pin in balance.Each(BalanceSection.Pins))
        {
            Item<string> via = pin.At(PinSection.Via);
            if (allKnown && via.Is(out string? name) && !names.Contains(name, StringComparer.Ordinal))
            {
                report.Error(via, $"there is no WAN or tunnel '{name}'; {Nearest.Hint(name, names)}");
            }
            else if (via.Is(out string? tunnel) && cold.Contains(tunnel))
            {
                report.Warn(via, $"'{tunnel}' is kept cold, so while it is not needed nobody notices that it is dead, and what is pinned to it does not go elsewhere; delete its 'warm: false', or pin to another");
            }

            CheckConditions(pin, report);
        }
    }

    private static void CheckConditions(Values pin, Report report)
    {
        Item<IReadOnlyList<Item<IPNetwork>>> to = pin.At(PinSection.To);
        Item<IReadOnlyList<Item<IPNetwork>>> from = pin.At(PinSection.From);
        Item<IReadOnlyList<Item<PortRange>>> ports = pin.At(PinSection.Ports);
        if (to.IsAbsent && from.IsAbsent && ports.IsAbsent && pin.At(PinSection.Dscp).IsAbsent && pin.At(PinSection.Protocol).IsAbsent)
        {
            report.Error(pin.Place, pin.Path, "a pin without a condition would take every flow; write to, from, dscp, protocol or ports");
        }

        if (ports.IsGiven && pin.At(PinSection.Protocol).IsAbsent)
        {
            report.Error(ports, "ports need a protocol; write 'protocol: tcp' or 'protocol: udp' beside them");
        }

        if (to.IsGiven && from.IsGiven
            && to.Value!.Concat(from.Value!).All(i => i.Is(out _))
            && !pin.List(PinSection.To).Any(t => pin.List(PinSection.From).Any(f => f.BaseAddress.AddressFamily == t.BaseAddress.AddressFamily)))
        {
            report.Error(from, "no source here is of the same address family as a destination, so nothing would match");
        }
    }
}
