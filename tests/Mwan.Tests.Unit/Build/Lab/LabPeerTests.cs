using System.Net;
using System.Net.Sockets;
using Mwan.Build.Lab;
using Mwan.Build.Processes;
using Mwan.Build.Vps;
using Mwan.Config;
using Mwan.Tests.Unit.Config;
using Xunit;

namespace Mwan.Tests.Unit.Build.Lab;

/// <summary>The other ends of the tunnels in the lab, made from what target Vps writes.</summary>
public sealed class LabPeerTests
{
    private const string Sites = "tests/sites/other-lan.yaml";
    private const string Known = "QmVpc3BpZWwsIGtlaW4gZWNodGVyIFNjaGx1ZXNzZWw=";
    private static readonly LabNetwork Seed = Network("mwan.yaml");
    private static readonly LabNetwork Other = Network(Sites);

    [Fact]
    public void A_peer_is_where_the_site_says() =>
        Assert.Equal(("203.0.113.10", "203.0.113.10", false), (Seed.Peers[0].Endpoint.ToString(), Seed.Peers[0].Public4.ToString(), Seed.Peers[0].IsNamed));

    [Fact]
    public void A_peer_with_an_IPv6_endpoint_has_an_IPv4_address_too()
    {
        LabPeer dublin = Other.Peers[1];
        Assert.Equal((IPAddress.Parse("2001:db8:99::1"), AddressFamily.InterNetwork), (dublin.Endpoint, dublin.Public4.AddressFamily));
        Assert.Equal([dublin.Public4, dublin.Endpoint], dublin.Addresses);
    }

    [Fact]
    public void No_two_machines_share_an_address()
    {
        foreach (LabNetwork network in (LabNetwork[])[Seed, Other])
        {
            IPAddress[] all = [.. network.Peers.SelectMany(static peer => peer.Addresses.Append(peer.Gateway)), .. network.InternetAddresses, .. network.Isps.SelectMany(static isp => new[] { isp.Uplink, isp.UplinkPeer, isp.Gateway, isp.Lease })];
            Assert.Equal(all.Length, all.Distinct().Count());
        }
    }

    [Fact]
    public void An_address_of_a_peer_is_carried_by_its_tunnel()
    {
        Assert.Equal("vps", Seed.CarrierOf(IPAddress.Parse("203.0.113.10")));
        Assert.Equal("att", Seed.CarrierOf(IPAddress.Parse("104.57.226.193")));
        Assert.Null(Seed.CarrierOf(LabNetwork.Echo));
        Assert.Null(Seed.CarrierOf(null));
    }

    [Fact]
    public async Task A_peer_is_configured_with_what_is_written_for_it()
    {
        await using Scratch scratch = new();
        PeerFiles frankfurt = Files(Other, scratch)[Other.Peers[0]];
        Assert.Equal(("1400", "51820", "10.66.0.2/32,fd66::2/128"), (frankfurt.Mtu, frankfurt.Port, frankfurt.AllowedIps));
        Assert.Equal(["10.66.0.1/24", "fd66::1/64"], frankfurt.Addresses);
        Assert.Empty(frankfurt.Routes);
        PeerFiles dublin = Files(Other, scratch)[Other.Peers[1]];
        Assert.Equal("10.67.0.2/32", Assert.Single(dublin.Routes));
        Assert.Empty(dublin.Addresses);
        string script = WorldScript.Render(Other, Files(Other, scratch));
        Assert.Contains("at vps-frankfurt ip link add wgfra mtu 1400 type wireguard\n", script, StringComparison.Ordinal);
        Assert.Contains("at vps-frankfurt wg set wgfra listen-port 51820 private-key /run/world/vps-frankfurt.key\n", script, StringComparison.Ordinal);
        Assert.Contains("at vps-frankfurt nft -f /etc/world/vps-frankfurt/rules.nft\n", script, StringComparison.Ordinal);
        Assert.Contains("printf 'address=/fra.example.org/%s\\n' 198.51.100.100 2001:db8:100::80 > /etc/world/names/frankfurt\n", script, StringComparison.Ordinal);
        Assert.Contains("at vps-dublin ip route add 10.67.0.2/32 dev wgdub\n", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mwan.yaml")]
    [InlineData("tests/sites/one-wan.yaml")]
    [InlineData(Sites)]
    [InlineData("tests/sites/three-wans.yaml")]
    [InlineData("tests/Mwan.Tests.Lab/cold-tunnel.yaml")]
    public async Task A_shell_takes_the_script_of_the_world_and_every_fault(string site)
    {
        await using Scratch scratch = new();
        LabNetwork network = Network(site);
        IEnumerable<ScriptStep> steps = network.Peers.SelectMany(PeerFaults.All).Concat(network.Isps.SelectMany(LinkFaults.All)).SelectMany(static fault => fault.Break.Concat(fault.Mend)).OfType<ScriptStep>();
        foreach (string script in steps.Select(static step => step.Script).Append(WorldScript.Render(network, Files(network, scratch))))
        {
            _ = await Command.Of("sh", "-n", scratch.Write("script", script)).RunAsync(CancellationToken.None);
        }
    }

    [Fact]
    public void Only_a_peer_that_is_known_by_a_name_can_move()
    {
        Assert.DoesNotContain("moved", PeerFaults.All(Seed.Peers[0]).Select(static fault => fault.Name), StringComparer.Ordinal);
        Assert.Contains("moved", PeerFaults.All(Other.Peers[0]).Select(static fault => fault.Name), StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_box_is_told_the_peers_key_once()
    {
        await using Scratch scratch = new();
        LabPeer peer = Seed.Peers[0];
        scratch.Write("network/20-wgvps0.netdev", $"PublicKey={peer.Tunnel.Peer.PublicKey}\n");
        scratch.Write("mwan/config.json", $"\"publicKey\": \"{peer.Tunnel.Peer.PublicKey}\",\n");

        // Where a file lies over another, both are one.
        File.SetUnixFileMode(scratch.Write("bin/mount", "#!/bin/sh\nexec ln -f \"$2\" \"$3\"\n"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal("told\ntold\n", await TellAsync(Known));
        Assert.Equal("", await TellAsync(Known));
        Assert.Equal($"PublicKey={Known}\n", await File.ReadAllTextAsync(scratch.At("network", "20-wgvps0.netdev")));
        Assert.Equal($"\"publicKey\": \"{Known}\",\n", await File.ReadAllTextAsync(scratch.At("mwan", "config.json")));

        Task<string> TellAsync(string key)
        {
            string script = KeyExchange.ToBox(peer, key)
                .Replace("/etc/systemd/network", scratch.At("network"), StringComparison.Ordinal)
                .Replace("/usr/lib/mwan", scratch.At("mwan"), StringComparison.Ordinal)
                .Replace("/run/mwan-lab", scratch.At("over"), StringComparison.Ordinal);
            return Command.Of("sh", "-euc", script).WithEnvironment("PATH", $"{scratch.At("bin")}:/usr/sbin:/usr/bin:/sbin:/bin").RunAsync(CancellationToken.None);
        }
    }

    [Fact]
    public void The_map_shows_every_peer()
    {
        string map = LabMap.Render(Seed);
        Assert.Contains("+-- vps-vps ", map, StringComparison.Ordinal);
        Assert.Contains("break vps dead (another key, box forgotten, never begins)", map, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Name=wg0\n[NetDev", "[NetDev")]
    [InlineData("[NetDev]\nName\n", "Name")]
    public void What_is_no_line_of_a_networkd_file_is_named(string text, string line) =>
        Assert.EndsWith(line, Assert.Throws<FormatException>(() => NetworkdFile.Parse(text)).Message, StringComparison.Ordinal);

    private static LabNetwork Network(string path) => new(SiteFile.Load(Repository.File(path)).Site!);

    private static Dictionary<LabPeer, PeerFiles> Files(LabNetwork network, Scratch scratch)
    {
        VpsFiles.Render(network.Site, new Dictionary<string, string>(StringComparer.Ordinal), Repository.File("image/vps"), scratch.At("vps"));
        return network.Peers.ToDictionary(static peer => peer, peer => PeerFiles.Read(peer, scratch.At("vps")));
    }
}
