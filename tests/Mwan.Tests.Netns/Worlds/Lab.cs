using System.Globalization;
using System.Net;
using Mwan.Config;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>The router among a LAN, three ISPs and an Internet, one namespace each. Nothing leads out of the machine.</summary>
internal sealed class Lab : IDisposable
{
    public const string Client4 = "10.250.250.2";
    public const string Second4 = "10.250.250.3";
    public const string Unmapped4 = "10.250.250.4";
    public const string Client6 = "3d06:bad:b01:5::10";
    public const string Edge6 = "3d06:bad:b01:fe::2";
    public const string Internet4 = "192.0.2.1";
    public const string Internet6 = "2001:db8:ff::1";

    /// <summary>A second host of the Internet, of which nobody has learned anything yet.</summary>
    public const string Far4 = "192.0.2.2";
    public const string Far6 = "2001:db8:ff::2";

    private readonly Stack<IDisposable> _ends = new();

    /// <summary>A lab without an agent.</summary>
    /// <param name="change">What differs from <c>site.yaml</c>; null: nothing.</param>
    public Lab(Func<Site, Site>? change = null)
    {
        Site = change is null ? LabSite.Value : change(LabSite.Value);
        try
        {
            Root = Own(new ScratchDirectory()).Path;
            string own = $"mwan-{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 4))}";
            Router = Own(new Namespace($"{own}-router"));
            Lan = Own(new Namespace($"{own}-lan"));
            Internet = Own(new Namespace($"{own}-inet"));
            Isps = [.. Offer.All.Select(offer => new Isp(Own(new Namespace($"{own}-{offer.Name}")), Router, offer, Wan(offer.Name)))];
            Connect();
            _ = Router.Execute("nft", "-f", LabSite.InstallBaseline(Root, Site));
            LabSite.Install(Root, Site);
            _ = Own(new EchoServer(Internet, IPAddress.Parse(Internet4)));
            _ = Own(new EchoServer(Internet, IPAddress.Parse(Internet6)));
            _ = Own(new EchoServer(Lan, IPAddress.Parse(Client4)));
            _ = Own(new EchoServer(Lan, IPAddress.Parse(Edge6)));
            _ = Own(new EchoServer(Lan, IPAddress.Parse(Client6)));
            _ = Own(new TcpEchoServer(Internet));
            _ = Own(new TcpEchoServer(Lan));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Site Site { get; }

    public string Root { get; } = "";

    public Namespace Router { get; } = null!;

    public Namespace Lan { get; } = null!;

    public Namespace Internet { get; } = null!;

    public IReadOnlyList<Isp> Isps { get; } = [];

    public Isp One => Isps[0];

    public Isp Two => Isps[1];

    public Isp Three => Isps[2];

    public static Wan Wan(string name) => LabSite.Value.Wans.Single(wan => wan.Name == name);

    public T Own<T>(T part)
        where T : IDisposable
    {
        _ends.Push(part);
        return part;
    }

    /// <summary>The LAN's link, at both ends.</summary>
    public void ConnectLan()
    {
        Router.Ip($"""
            link add lan0 type veth peer name lan netns {Lan.Name}
            link set lan0 up
            addr add 10.250.250.1/29 dev lan0
            addr add fe80::1/64 dev lan0
            addr add 3d06:bad:b01:fe::1/64 dev lan0
            """);
        Lan.Ip($"""
            link set lan up
            addr add {Client4}/29 dev lan
            addr add {Second4}/29 dev lan
            addr add {Unmapped4}/29 dev lan
            addr add fe80::2/64 dev lan
            addr add {Edge6}/64 dev lan
            addr replace {Client6}/128 dev lo
            route add default via 10.250.250.1
            route add default via fe80::1 dev lan
            """);
    }

    /// <summary>Every packet that left by a WAN had a source of that WAN.</summary>
    public string Strays => string.Join('\n', Isps.Where(isp => isp.Watch.Strays.Length > 0).Select(isp => $"{isp.Offer.Name}: {isp.Watch.Strays}"));

    public void ForgetStrays()
    {
        foreach (Isp isp in Isps)
        {
            isp.Watch.Forget();
        }
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
        Internet.Ip(string.Create(CultureInfo.InvariantCulture, $"""
            addr add {Internet4}/32 dev lo
            addr add {Internet6}/128 dev lo
            addr add {Far4}/32 dev lo
            addr add {Far6}/128 dev lo
            """));
        Router.Ip("""
            link add mgmt0 type bridge
            link set mgmt0 up
            """);
        ConnectLan();
        foreach (Isp isp in Isps)
        {
            Internet.Ip(isp.Uplink());
            isp.Connect();
            isp.Watch.Start();
        }
    }
}
