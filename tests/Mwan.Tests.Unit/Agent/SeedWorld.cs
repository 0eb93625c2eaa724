using System.Net;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Config;
using Mwan.Tests.Unit.Agent.Planning;
using Mwan.Tests.Unit.Agent.Status;

namespace Mwan.Tests.Unit.Agent;

/// <summary>The shipped example on a day on which everything works, with the addresses of its first user.</summary>
internal static class SeedWorld
{
    public static Site Site => ExampleSite.Value;

    public static World Well { get; } = Make();

    /// <summary>AT&amp;T's fibre is cut, and Webpass has got a smaller delegation.</summary>
    public static World Cut { get; } = Well
        .WithDevice("enatt0", device => device with { Carrier = false })
        .WithDevice("enatt0.3242", device => device with { Carrier = false })
        .WithDelegation("webpass", "2604:5500:c271:be00::/64")
        .With("att", upstream => upstream with
        {
            Ipv4Health = new FamilyHealth(Verdict.Unhealthy, Layer.Carrier, ExampleWorld.Now.AddSeconds(-40)),
            Ipv6Health = new FamilyHealth(Verdict.Unhealthy, Layer.Carrier, ExampleWorld.Now.AddSeconds(-40)),
        });

    private static World Make()
    {
        World world = PlanningWorld.Well with
        {
            Links = [.. PlanningWorld.Well.Links.Select(link => link with { Device = link.Device! with { Driver = link.ExpectedDriver ?? link.Device.Driver, Mac = link.ExpectedMac } })],
        };
        world = WithAddresses(world, "enmgmt0", "192.168.1.5/24");
        world = WithAddresses(world, "enmwanbr0", "10.250.250.1/29", "3d06:bad:b01:fe::1/64");
        world = WithAddresses(world, "enatt0.3242", "108.84.10.20/22", "2001:506:72f7:108c::1/128");
        world = WithAddresses(
            world, "enwebpass0", "136.25.91.254/28", "136.25.91.242/32", "136.25.91.243/32", "136.25.91.244/32", "136.25.91.245/32", "136.25.91.246/32", "2604:5500:c271:8000::72b/128");
        world = WithAddresses(world, "enmbrains0", "100.64.7.20/24");
        world = WithAddresses(world, "wgvps0", "10.11.0.102/24");
        world = WithMember(world, "att", "108.84.10.20/22", "108.84.8.1", "2001:506:72f7:108c::1", "2600:1700:2f71:c80::/60");
        world = WithMember(world, "webpass", "136.25.91.254/28", "136.25.91.241", "2604:5500:c271:8000::72b", "2604:5500:c271:be00::/60");
        world = WithMember(world, "monkeybrains", "100.64.7.20/24", "100.64.7.1", address6: null, delegation: null);
        return world.With("vps", upstream => upstream with
        {
            Ipv4Health = Healthy(),
            Tunnel = new TunnelState
            {
                PublicKey = "kI7rT0bqzdFqkVxkqeH0lXhA3o2yqk8m1ZQw8Xn0mW4=",
                Endpoint = IPEndPoint.Parse("203.0.113.10:51820"),
                LastHandshake = ExampleWorld.Now.AddSeconds(-71),
                IsFresh = true,
            },
        });
    }

    private static World WithAddresses(World world, string device, params string[] addresses) => world.WithDevice(device, found => found with { Addresses = addresses });

    private static World WithMember(World world, string name, string address, string gateway, string? address6, string? delegation) => world.With(name, upstream => upstream with
    {
        Lease = new Lease(InterfaceAddress.TryParse(address, out InterfaceAddress? own) ? own : throw new FormatException(address), IPAddress.Parse(gateway)),
        Ipv6Addresses = address6 is null ? [] : [IPAddress.Parse(address6)],
        DelegationsKnown = true,
        Delegations = delegation is null ? [] : [new Delegation(IPNetwork.Parse(delegation), ExampleWorld.Now.AddHours(1), ExampleWorld.Now.AddHours(2))],
        Authorization = name == "att" ? PortAuthorization.Authorized : PortAuthorization.Unknown,
        Routes = [new StagedRoute(IPNetwork.Parse("0.0.0.0/0"), IPAddress.Parse(gateway)), .. delegation is null ? Array.Empty<StagedRoute>() : [new StagedRoute(IPNetwork.Parse("::/0"), IPAddress.Parse("fe80::f"))]],
        Ipv4Health = Healthy(),
        Ipv6Health = delegation is null ? null : Healthy(),
    });

    private static FamilyHealth Healthy() => new(Verdict.Healthy, Failing: null, ExampleWorld.Now.AddHours(-3));
}
