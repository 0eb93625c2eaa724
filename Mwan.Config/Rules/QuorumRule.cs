using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>In every address family that a member has, enough targets can be asked.</summary>
internal static class QuorumRule
{
    private static readonly (int Bits, string Name)[] Families = [(32, "IPv4"), (128, "IPv6")];

    public static void Check(Values site, Report report)
    {
        List<(Item Blamed, string Message, string Member)> found = [];
        foreach ((Values member, Item<Values> part, Func<int, bool> has) in Members(site))
        {
            if (part.Is(out Values? health))
            {
                found.AddRange(Shortages(health, has).Select(s => (s.Blamed, s.Message, member.Path)));
            }
        }

        // Members that inherit the same numbers share one finding.
        foreach (IGrouping<(Item Blamed, string Message), (Item Blamed, string Message, string Member)> group in found.GroupBy(f => (f.Blamed, f.Message)))
        {
            report.Error(
                group.Key.Blamed,
                $"{group.Key.Message}, so {string.Join(", ", group.Select(f => f.Member))} could never be healthy there; add targets or lower the quorum");
        }
    }

    private static IEnumerable<(Values Member, Item<Values> Health, Func<int, bool> Has)> Members(Values site)
    {
        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            yield return (wan, wan.At(WanSection.Health), bits =>
                wan.At(bits is 32 ? WanSection.Ipv4 : WanSection.Ipv6).Is(out Addressing? addressing) && addressing.Mode is not AddressingMode.Off);
        }

        foreach (Values tunnel in site.Each(SiteSection.Tunnels))
        {
            yield return (tunnel, tunnel.At(TunnelSection.Health), bits => tunnel.List(TunnelSection.Addresses).Any(a => Prefix.Bits(a.Address) == bits));
        }
    }

    private static IEnumerable<(Item Blamed, string Message)> Shortages(Values health, Func<int, bool> has)
    {
        Item<long> quorum = health.At(HealthSection.Quorum);
        Item<IReadOnlyList<Item<HealthTarget>>> targets = health.At(HealthSection.Targets);
        if (!quorum.Is(out long needed) || !targets.Is(out IReadOnlyList<Item<HealthTarget>>? items) || items.Any(i => i.Origin is Origin.Bad))
        {
            yield break;
        }

        // A target that is a name can be asked over both families.
        foreach ((int bits, string family) in Families.Where(f => has(f.Bits)))
        {
            int count = items.Count(i => !AddressKinds.TryParse(i.Value!.Host, out System.Net.IPAddress address) || Prefix.Bits(address) == bits);
            if (count < needed)
            {
                Item blamed = targets;
                if (quorum.IsGiven)
                {
                    blamed = quorum;
                }

                yield return (blamed, $"{needed} {(needed is 1 ? "target" : "targets")} must answer, but {(count is 0 ? "none" : $"only {count}")} can be asked over {family}");
            }
        }
    }
}
