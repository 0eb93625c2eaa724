using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>Links do not share addresses: a route to one would lead to the other.</summary>
internal static class OverlapRule
{
    public static void Check(Values site, Report report)
    {
        List<Network> seen = [];
        foreach (Network network in Network.Of(site))
        {
            if (seen.Find(s => Prefix.Overlap(s.Prefix, network.Prefix)) is Network other)
            {
                report.Error(network.Item, $"{network.Prefix} overlaps {other.Prefix} of {other.Item.Path}; links must not share addresses");
            }

            seen.Add(network);
        }

        if (site.At(SiteSection.Lan).Is(out Values? lan) && lan.At(LanSection.Prefix).Is(out IPNetwork prefix))
        {
            foreach (Network network in seen.Where(n => Prefix.Overlap(n.Prefix, prefix)))
            {
                report.Error(
                    network.Item,
                    $"{network.Prefix} overlaps lan.prefix {prefix}, which is translated and routed via the router and must not be on a link; take a network outside it");
            }
        }
    }
}
