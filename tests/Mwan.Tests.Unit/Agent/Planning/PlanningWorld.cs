using System.Net;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Config;
using Mwan.Tests.Unit.Agent.Status;

namespace Mwan.Tests.Unit.Agent.Planning;

/// <summary>Worlds for the shipped example, all well unless changed.</summary>
internal static class PlanningWorld
{
    public static Site Site => ExampleSite.Value;

    public static World Well { get; } = Of(Site);

    /// <summary>A world in which every link is up and every WAN has a lease and a delegation of the length it asks for.</summary>
    public static World Of(Site site)
    {
        Link[] links = [.. SiteLinks.Of(site).Select((link, index) => link with { Device = Device(index + 2) })];
        return ExampleWorld.Well with
        {
            Links = links,
            RouterLinkLocal = IPAddress.Parse("fe80::2"),
            Upstreams =
            [
                .. site.Wans.Select((wan, index) => Upstream(wan, index + 1)),
                .. site.Tunnels.Select(tunnel => new Upstream { Name = tunnel.Name }),
            ],
        };
    }

    public static World WithDevice(this World world, string name, Func<Device, Device?> change) => world with
    {
        Links = [.. world.Links.Select(link => link.Interface == name ? link with { Device = change(link.Device!) } : link)],
    };

    public static World WithVerdict(this World world, string name, Verdict verdict)
    {
        FamilyHealth health = new(verdict, Failing: null, world.At);
        return world.With(name, upstream => upstream with { Ipv4Health = health, Ipv6Health = health });
    }

    /// <summary>A member that is unhealthy and answers again.</summary>
    public static World Answering(this World world, string name)
    {
        FamilyHealth health = new(Verdict.Unhealthy, Failing: null, world.At) { Answers = true };
        return world.With(name, upstream => upstream with { Ipv4Health = health, Ipv6Health = health });
    }

    /// <summary>A member whose first verdict is still to come.</summary>
    public static World Awaiting(this World world, string name, int seconds)
    {
        FamilyHealth health = new(Verdict.Unknown, Failing: null, world.At) { AwaitedUntil = world.At.AddSeconds(seconds) };
        return world.With(name, upstream => upstream with { Ipv4Health = health, Ipv6Health = health });
    }

    public static World WithDelegation(this World world, string name, params string[] prefixes) =>
        world.With(name, upstream => upstream with { Delegations = [.. prefixes.Select(prefix => Delegation(prefix))] });

    public static Delegation Delegation(string prefix) => new(IPNetwork.Parse(prefix), DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);

    private static Device Device(int index) => new(index, Up: true, Carrier: true, "virtio_net", Location: null, Mac: null, PermanentMac: null, 1500, [], [], []);

    private static Upstream Upstream(Wan wan, int number)
    {
        IPAddress gateway4 = IPAddress.Parse($"198.18.{number}.1");
        IPAddress gateway6 = IPAddress.Parse("fe80::f");
        return new Upstream
        {
            Name = wan.Name,
            Lease = new Lease(new InterfaceAddress(IPAddress.Parse($"198.18.{number}.10"), 24), gateway4),
            Delegations = wan.Delegation is { } length ? [Delegation($"2001:db8:{number}00::/{length}")] : [],
            Ipv6Gateway = gateway6,
            Ipv6Addresses = [IPAddress.Parse($"2001:db8:{number}ff::5")],
            Routes =
            [
                new StagedRoute(IPNetwork.Parse("0.0.0.0/0"), gateway4),
                new StagedRoute(IPNetwork.Parse($"198.18.{number}.0/24"), Gateway: null),
                new StagedRoute(IPNetwork.Parse("::/0"), gateway6),
            ],
        };
    }
}
