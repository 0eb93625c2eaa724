using System.Globalization;
using System.Net;
using Mwan.Config;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>The router among a LAN, two ISPs and an Internet, one namespace each. Nothing leads out of the machine.</summary>
internal sealed class Lab : IDisposable
{
    public const string Client4 = "10.250.250.2";
    public const string Other4 = "10.250.250.3";
    public const string Unmapped4 = "10.250.250.4";
    public const string Client6 = "3d06:bad:b01:5::10";
    public const string Edge6 = "3d06:bad:b01:fe::2";
    public const string Internet4 = "192.0.2.1";
    public const string Internet6 = "2001:db8:ff::1";

    private readonly Stack<IDisposable> _ends = new();

    public Lab()
    {
        try
        {
            Root = Own(new ScratchDirectory()).Path;
            string own = $"mwan-{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 4))}";
            Router = Own(new Namespace($"{own}-router"));
            Lan = Own(new Namespace($"{own}-lan"));
            One = Own(new Namespace($"{own}-one"));
            Two = Own(new Namespace($"{own}-two"));
            Internet = Own(new Namespace($"{own}-inet"));
            Connect();
            _ = Router.Execute("nft", "-f", LabSite.InstallBaseline(Root));
            LabSite.Install(Root);
            _ = Own(new EchoServer(Internet, IPAddress.Parse(Internet4)));
            _ = Own(new EchoServer(Internet, IPAddress.Parse(Internet6)));
            _ = Own(new EchoServer(Lan, IPAddress.Parse(Client4)));
            _ = Own(new EchoServer(Lan, IPAddress.Parse(Edge6)));
            _ = Own(new EchoServer(Lan, IPAddress.Parse(Client6)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Root { get; } = "";

    public Namespace Router { get; } = null!;

    public Namespace Lan { get; } = null!;

    public Namespace One { get; } = null!;

    public Namespace Two { get; } = null!;

    public Namespace Internet { get; } = null!;

    public static Wan Wan(string name) => LabSite.Value.Wans.Single(wan => wan.Name == name);

    public T Own<T>(T part)
        where T : IDisposable
    {
        _ends.Push(part);
        return part;
    }

    public void Dispose()
    {
        while (_ends.TryPop(out IDisposable? end))
        {
            end.Dispose();
        }
    }

    private void Connect()
    {
        Router.Ip($"""
            link add mgmt0 type bridge
            link add lan0 type veth peer name lan netns {Lan.Name}
            link add wan1 type veth peer name router netns {One.Name}
            link add wan2 type veth peer name router netns {Two.Name}
            """);
        Internet.Ip($"""
            link add one type veth peer name net0 netns {One.Name}
            link add two type veth peer name net0 netns {Two.Name}
            link set one up
            link set two up
            addr add {Internet4}/32 dev lo
            addr add {Internet6}/128 dev lo
            addr add 10.1.1.1/30 dev one
            addr add 10.1.2.1/30 dev two
            addr add fe80::1/64 dev one
            addr add fe80::1/64 dev two
            route add 198.51.100.0/24 via 10.1.1.2
            route add 203.0.113.0/24 via 10.1.2.2
            route add 2001:db8:1::/48 via fe80::2 dev one
            route add 2001:db8:2::/48 via fe80::2 dev two
            """);
        Isp(One, "10.1.1", "198.51.100.1/25", "2001:db8:1:10::/60", "2001:db8:1::5");
        One.Ip("route add 198.51.100.192/26 via 198.51.100.10");
        Isp(Two, "10.1.2", "203.0.113.241/28", "2001:db8:2:20::/60", "2001:db8:2::5");
        Lan.Ip($"""
            link set lan up
            addr add {Client4}/29 dev lan
            addr add {Other4}/29 dev lan
            addr add {Unmapped4}/29 dev lan
            addr add fe80::2/64 dev lan
            addr add {Edge6}/64 dev lan
            addr add {Client6}/128 dev lo
            route add default via 10.250.250.1
            route add default via fe80::1 dev lan
            """);

        // As networkd leaves it: addresses without routes in main on the WANs, what ISPs announce in the staging tables.
        Router.Ip(string.Create(CultureInfo.InvariantCulture, $"""
            link set mgmt0 up
            link set lan0 up
            link set wan1 up
            link set wan2 up
            addr add 10.250.250.1/29 dev lan0
            addr add fe80::1/64 dev lan0
            addr add 3d06:bad:b01:fe::1/64 dev lan0
            addr add 198.51.100.10/25 dev wan1 noprefixroute
            addr add fe80::a/64 dev wan1
            addr add 2001:db8:1::5/128 dev wan1 noprefixroute
            addr add 203.0.113.250/28 dev wan2 noprefixroute
            addr add 203.0.113.242/32 dev wan2 noprefixroute
            addr add 203.0.113.243/32 dev wan2 noprefixroute
            addr add fe80::a/64 dev wan2
            addr add 2001:db8:2::5/128 dev wan2 noprefixroute
            route add 198.51.100.0/25 dev wan1 table {Wan("one").StagingTable} proto dhcp
            route add default via 198.51.100.1 dev wan1 table {Wan("one").StagingTable} proto dhcp metric 1024
            route add default via fe80::f dev wan1 table {Wan("one").StagingTable} proto ra metric 512
            route add 203.0.113.240/28 dev wan2 table {Wan("two").StagingTable} proto dhcp
            route add default via 203.0.113.241 dev wan2 table {Wan("two").StagingTable} proto dhcp metric 1024
            route add default via fe80::f dev wan2 table {Wan("two").StagingTable} proto ra metric 512
            """));
    }

    private static void Isp(Namespace isp, string transit, string address, string delegation, string host) => isp.Ip($"""
        link set net0 up
        link set router up
        addr add {transit}.2/30 dev net0
        addr add fe80::2/64 dev net0
        addr add {address} dev router
        addr add fe80::f/64 dev router
        route add default via {transit}.1
        route add default via fe80::1 dev net0
        route add {delegation} via fe80::a dev router
        route add {host}/128 dev router
        """);
}
