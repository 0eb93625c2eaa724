using System.Globalization;
using System.Net;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Measuring;

/// <summary>A world to measure with: every link is up, every WAN has a lease, a delegation and a router, and all members are healthy.</summary>
internal static class WellWorld
{
    /// <summary>The world of a site.</summary>
    /// <param name="site">The site.</param>
    /// <param name="index">Number of an interface, by its name.</param>
    /// <param name="at">The time, UTC.</param>
    public static World Of(Site site, Func<string, int> index, DateTimeOffset at)
    {
        FamilyHealth health = new(Verdict.Healthy, Failing: null, at);
        return new World
        {
            At = at,
            Release = new Release("", Commit: null, ConfigHash: null, "", ""),
            Site = new SiteIdentity(site.Appliance.HostName, Problem: null, MachineId: null),
            State = new StateDisk { Kind = StateKind.Disk },
            Links = [.. SiteLinks.Of(site).Select(link => link with { Device = Device(index(link.Interface)) })],
            RouterLinkLocal = IPAddress.Parse("fe80::2"),
            UnnamedInterfaces = [],
            Boot = new Boot(Verity: true, RootPartition: null, RootPartitionUuid: null, RootPartitionLabel: null, SecureBoot: null),
            Upstreams =
            [
                .. site.Wans.Select((wan, place) => Upstream(wan, place + 1, at) with { Ipv4Health = health, Ipv6Health = health }),
                .. site.Tunnels.Select(tunnel => new Upstream { Name = tunnel.Name, Ipv4Health = health, Ipv6Health = health }),
            ],
        };
    }

    /// <summary>The same world in which one member is unhealthy.</summary>
    public static World Without(World world, string name)
    {
        FamilyHealth health = new(Verdict.Unhealthy, Layer.Internet, world.At);
        return world.With(name, upstream => upstream with { Ipv4Health = health, Ipv6Health = health });
    }

    private static Device Device(int index) => new(index, Up: true, Carrier: true, Driver: null, Location: null, Mac: null, PermanentMac: null, 1500, [], [], []);

    private static Upstream Upstream(Wan wan, int number, DateTimeOffset at)
    {
        IPAddress gateway4 = IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"198.18.{number}.1"));
        IPAddress gateway6 = IPAddress.Parse("fe80::f");
        IPNetwork prefix = Prefix.Of(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:db8:{number}00::")), wan.Delegation ?? 64);
        return new Upstream
        {
            Name = wan.Name,
            Lease = new Lease(new InterfaceAddress(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"198.18.{number}.10")), 24), gateway4),
            DelegationsKnown = true,
            Delegations = wan.Delegation is null ? [] : [new Delegation(prefix, at.AddHours(1), at.AddHours(1))],
            Ipv6Gateway = gateway6,
            Ipv6Addresses = [IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:db8:{number}ff::5"))],
            Routes =
            [
                new StagedRoute(IPNetwork.Parse("0.0.0.0/0"), gateway4),
                new StagedRoute(IPNetwork.Parse("::/0"), gateway6),
            ],
        };
    }
}
