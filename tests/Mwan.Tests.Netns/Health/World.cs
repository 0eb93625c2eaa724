using System.Diagnostics;
using System.Globalization;
using Mwan.Config;
using Settings = Mwan.Config.Health;

namespace Mwan.Tests.Netns.Health;

/// <summary>
/// A router with two WANs to two ISPs, each of which is the whole Internet to it: the same targets at both, and a name that means
/// another address at each. None of the namespaces has a way out of the machine. All of it is gone after the test.
/// </summary>
internal sealed class World : IDisposable
{
    private static int s_count;

    private readonly List<Process> _responders = [];
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"mwanh{Environment.ProcessId}x{Interlocked.Increment(ref s_count)}");

    public World()
    {
        try
        {
            Host.Run("ip", "netns", "add", Router);
            foreach (int isp in (int[])[1, 2])
            {
                Host.Run("ip", "netns", "add", Isp(isp));
                foreach (string address in (string[])["198.51.100.1/32", "198.51.100.53/32", Only(isp), "2001:db8::1/128", "2001:db8::53/128", OnlyV6(isp)])
                {
                    In(Isp(isp), "ip", "addr", "add", address, "dev", "lo");
                }

                In(Isp(isp), "ip", "link", "set", "lo", "up");
                Connect(isp);
                _responders.Add(Host.Start("ip", "netns", "exec", Isp(isp), "python3", Path.Combine(AppContext.BaseDirectory, "responder.py"), Only(isp)[..^3], OnlyV6(isp)[..^4]));
            }

            foreach (Process responder in _responders)
            {
                if (responder.StandardOutput.ReadLine() is not "ready")
                {
                    throw new InvalidOperationException(responder.StandardError.ReadToEnd());
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Router => $"{_prefix}r";

    public string Isp(int isp) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}i{isp}");

    public static string Only(int isp) => string.Create(CultureInfo.InvariantCulture, $"198.51.100.{100 + isp}/32");

    public static string OnlyV6(int isp) => string.Create(CultureInfo.InvariantCulture, $"2001:db8::10{isp}/128");

    public static void In(string name, params string[] command) => Host.Run("ip", ["netns", "exec", name, .. command]);

    /// <summary>Lays the cable of a WAN, with addresses, routes and rules.</summary>
    public void Connect(int isp)
    {
        string wan = $"wan{isp}";
        string table = $"{isp}00";
        Host.Run("ip", "link", "add", wan, "netns", Router, "type", "veth", "peer", "name", "up0", "netns", Isp(isp));
        In(Isp(isp), "ip", "addr", "add", $"10.10{isp}.0.1/24", "dev", "up0");
        In(Isp(isp), "ip", "addr", "add", $"fd00:{isp}::1/64", "dev", "up0", "nodad");
        In(Isp(isp), "ip", "link", "set", "up0", "up");
        In(Router, "ip", "addr", "add", $"10.10{isp}.0.2/24", "dev", wan);
        In(Router, "ip", "addr", "add", $"fd00:{isp}::2/64", "dev", wan, "nodad");
        In(Router, "ip", "link", "set", wan, "up");
        In(Router, "ip", "route", "replace", "default", "via", $"10.10{isp}.0.1", "table", table);
        In(Router, "ip", "-6", "route", "replace", "default", "via", $"fd00:{isp}::1", "table", table);
        foreach (string family in (string[])["-4", "-6"])
        {
            In(Router, "ip", family, "rule", "add", "fwmark", $"{isp}", "lookup", table);
        }
    }

    /// <summary>Pulls the interface out of the router.</summary>
    public void Remove(int isp)
    {
        In(Router, "ip", "link", "del", $"wan{isp}");
        foreach (string family in (string[])["-4", "-6"])
        {
            In(Router, "ip", family, "rule", "del", "fwmark", $"{isp}");
        }
    }

    /// <summary>The ISP takes every packet and answers none; the carrier stays.</summary>
    public void Blackhole(int isp)
    {
        In(Isp(isp), "nft", "add table inet hole");
        In(Isp(isp), "nft", "add chain inet hole swallow { type filter hook prerouting priority -300; policy drop; }");
    }

    public void Heal(int isp) => In(Isp(isp), "nft", "delete table inet hole");

    /// <summary>The shipped site with these WANs.</summary>
    public static Site Site(Func<Settings, Settings> change)
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "mwan.yaml")))
        {
            directory = directory.Parent;
        }

        Site site = SiteFile.Load(Path.Combine(directory?.FullName ?? ".", "mwan.yaml")).Site ?? throw new InvalidOperationException("The example is broken.");
        HealthTarget[] targets =
        [
            new(ProbeKind.Icmp, "198.51.100.1"),
            new(ProbeKind.Icmp, "2001:db8::1"),
            new(ProbeKind.Dns, "198.51.100.53", Name: "example.com"),
            new(ProbeKind.Dns, "2001:db8::53", Name: "example.com"),
            new(ProbeKind.Tcp, "198.51.100.1", 80),
            new(ProbeKind.Tcp, "2001:db8::1", 80),
            new(ProbeKind.Http, "where.example", Path: "/"),
        ];
        Settings health = change(site.Health with { Targets = targets });
        return site with
        {
            Wans =
            [
                site.Wans[0] with { Interface = "wan1", Vlan = null, Mark = 1, Health = health },
                site.Wans[1] with { Interface = "wan2", Mark = 2, Health = health },
            ],
            Tunnels = [],
            NameServers = ["198.51.100.53", "2001:db8::53"],
        };
    }

    public void Dispose()
    {
        foreach (Process responder in _responders)
        {
            if (!responder.HasExited)
            {
                responder.Kill();
                responder.WaitForExit();
            }

            responder.Dispose();
        }

        foreach (string name in (string[])[Router, Isp(1), Isp(2)])
        {
            if (File.Exists($"/run/netns/{name}"))
            {
                Host.Run("ip", "netns", "del", name);
            }
        }
    }
}
