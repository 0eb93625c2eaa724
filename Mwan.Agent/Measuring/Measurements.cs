using Mwan.Agent.Applying;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Config;

namespace Mwan.Agent.Measuring;

/// <summary>Measures this program, as it was built, with a site.</summary>
/// <param name="site">The site.</param>
/// <param name="rounds">How often each thing is done.</param>
/// <param name="at">The time, UTC.</param>
internal sealed class Measurements(Site site, int rounds, DateTimeOffset at)
{
    /// <summary>Planning, commands for nftables included, while the first WAN fails and comes back by turns.</summary>
    public Spread Planning()
    {
        int next = 1;
        World well = WellWorld.Of(site, _ => ++next, at);
        World failed = WellWorld.Without(well, site.Wans[0].Name);
        return Spread.Of(rounds, round => _ = Planner.Plan(site, round % 2 == 0 ? well : failed).Ruleset.Replacement());
    }

    /// <summary>Planning and applying to the kernel of this network namespace, likewise. This takes its routes, rules and nftables over.</summary>
    /// <exception cref="InvalidOperationException">A link of the site is missing, or the kernel refuses something.</exception>
    public Spread Failover()
    {
        using NetlinkDump dump = new(Nl.NETLINK_ROUTE);
        using NetlinkRequests requests = new(Nl.NETLINK_ROUTE);
        using INftables nftables = Nftables.Open();
        using RulesetGeneration generation = new();
        Applier applier = new(requests, new Firewall(nftables, generation.Read, baseline: "/nonexistent"));
        NetworkSnapshot network = NetworkSnapshot.Read(dump);
        World well = WellWorld.Of(site, name => network.Links.FirstOrDefault(link => string.Equals(link.Name, name, StringComparison.Ordinal))?.Index
            ?? throw new InvalidOperationException($"There is no interface {name}."), at);
        World failed = WellWorld.Without(well, site.Wans[0].Name);
        Apply(well);
        return Spread.Of(rounds, round => Apply(round % 2 == 0 ? failed : well));

        void Apply(World world)
        {
            Applied applied = applier.Apply(Planner.Plan(site, world), NetworkSnapshot.Read(dump), intruder: null);
            if (applied.Problems.Count > 0)
            {
                throw new InvalidOperationException(applied.Problems[0]);
            }
        }
    }
}
