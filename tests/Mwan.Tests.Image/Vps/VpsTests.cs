using Mwan.Build.Vps;
using Mwan.Config;
using Mwan.Tests.Image.Render;
using Mwan.Tests.Image.Render.Checks;
using Xunit;

namespace Mwan.Tests.Image.Vps;

/// <summary>
/// The other end of each tunnel. <c>tests/golden-vps/SITE</c> is what each site renders to; <c>MWAN_GOLDEN=write</c> writes it anew. And
/// what the programs of Debian 13 that will read it say to it.
/// </summary>
public sealed class VpsTests
{
    public static TheoryData<string> SitesWithTunnels => new(Sites.Names.Where(name => Sites.Load(name).Tunnels.Count > 0));

    public static TheoryData<string, string> Tunnels
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string site in Sites.Names)
            {
                foreach (Tunnel tunnel in Sites.Load(site).Tunnels)
                {
                    all.Add(site, tunnel.Name);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(SitesWithTunnels))]
    public void The_peers_of_a_site_render_to_their_golden_trees(string site) =>
        GoldenTree.IsRendered(Clone.At("tests", "golden-vps", site), output => Render(site, output));

    [Theory]
    [MemberData(nameof(Tunnels))]
    public async Task What_is_rendered_for_a_peer_is_read_without_complaint(string site, string tunnel)
    {
        await using PeerTree peer = await PeerTree.MakeAsync(site, tunnel);
        Assert.Empty(await RulesAsync(peer.Tree));
        Assert.Empty(await NetworkChecks.PeerAsync(peer.Tree));
        Assert.Empty(await peer.Tree.LinesAsync("systemd-analyze verify --man=no \"$@\"", [.. peer.Tree.Files("etc/systemd/system", "*.service").Select(path => Path.GetFileName(path))]));
    }

    [Theory]
    [InlineData("/etc/nftables-wgvps0.conf", "masquerade", "masquerad")]
    [InlineData("/etc/systemd/network/50-wgvps0.netdev", "AllowedIPs=10.11.0.102/32", "AllowedIPs=10.11.0.102/33")]
    [InlineData("/etc/systemd/network/50-wgvps0.network", "Address=", "Adress=")]
    public async Task A_planted_typo_is_complained_of(string path, string find, string replace)
    {
        using ScratchTree scratch = new();
        await using PeerTree peer = await PeerTree.MakeAsync(Sites.Example, "vps");
        RouterTree changed = peer.Tree.With(scratch, path, find, replace);
        Assert.NotEmpty((await RulesAsync(changed)).Concat(await NetworkChecks.PeerAsync(changed)));
    }

    [Fact]
    public async Task Networkd_of_a_peer_complains_while_the_boxs_key_is_not_filled_in()
    {
        await using PeerTree peer = await PeerTree.MakeAsync(Sites.Example, "vps", isKeyKnown: false);
        Assert.Contains(await NetworkChecks.PeerAsync(peer.Tree), static line => line.StartsWith("/etc/systemd/network/50-wgvps0.netdev:", StringComparison.Ordinal));
    }

    private static Task<IReadOnlyList<string>> RulesAsync(RouterTree tree) => tree.LinesAsync("for file in /etc/nftables-*.conf; do nft -c -f \"$file\"; done");

    // The first tunnel's key is known, so that the golden trees show both guides.
    private static void Render(string site, string output)
    {
        Site loaded = Sites.Load(site);
        VpsFiles.Render(loaded, PeerTree.AnyKeys(loaded).Take(1).ToDictionary(StringComparer.Ordinal), Clone.At("image", "vps"), output);
    }
}
