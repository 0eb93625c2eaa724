using Mwan.Tests.Image.Render.Checks;
using Xunit;

namespace Mwan.Tests.Image.Render;

/// <summary>What is rendered, read by the programs of Debian 13 that will read it; and that they do object when there is cause.</summary>
public sealed class VerificationTests(RouterTrees trees) : IClassFixture<RouterTrees>
{
    public static TheoryData<string, string> SitesAndChecks
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string site in Sites.Names)
            {
                foreach (string check in Catalogue.All.Keys)
                {
                    all.Add(site, check);
                }
            }

            return all;
        }
    }

    public static TheoryData<string, string, string, string> Typos => new()
    {
        { "nftables", "/etc/nftables.conf", "policy drop;", "policy drp;" },
        { "nftables", "/etc/nftables.conf", "@member_of_mark", "@members_of_mark" },
        { "units", "/usr/lib/systemd/system/supplicant@.service", "RestartSec=", "RestartSecs=" },
        { "units", "/usr/lib/systemd/system/nftables-baseline.service", "/usr/sbin/nft", "/usr/sbin/nftt" },
        { "units", "/usr/lib/systemd/system/systemd-networkd.service.d/mwan.conf", "Requires=", "Require=" },
        { "presets", "/usr/lib/systemd/system-preset/00-mwan.preset", "sshd.socket", "sshdd.socket" },
        { "boot", "/usr/lib/systemd/system/state.target", "[Unit]", "[Unit]\nAfter=multi-user.target" },
        { "boot", "/usr/lib/systemd/system/ssh-host-key.service", "DefaultDependencies=no\n", "" },
        { "manager", "/etc/systemd/system.conf.d/mwan.conf", "RuntimeWatchdogSec=", "RuntimeWatchdog=" },
        { "networkd", "/etc/systemd/network/20-enatt0.3242.network", "RouteTable=", "RoutingTable=" },
        { "networkd", "/etc/systemd/network/20-enatt0.3242.netdev", "Id=3242", "Id=32420" },
        { "networkd", "/etc/systemd/network/20-wgvps0.netdev", "AllowedIPs=0.0.0.0/0", "AllowedIPs=0.0.0.0/33" },
        { "networkd", "/etc/systemd/networkd.conf.d/mwan.conf", "ManageForeignRoutes=", "ManageForeignRoute=" },
        { "links", "/etc/systemd/network/10-enatt0.link", "MACAddress=", "MacAddress=" },
        { "udev rules", "/etc/udev/rules.d/70-mwan-ports.rules", "ENV{MWAN_PORT}", "ENV{MWAN_PORT" },
        { "supplicant", "/etc/wpa_supplicant/wpa_supplicant-wired-enatt0.conf", "eapol_flags", "eapol_flag" },
        { "supplicant", "/etc/wpa_supplicant/wpa_supplicant-wired-enatt0.conf", "ap_scan", "ap_scann" },
        { "sshd", "/etc/ssh/sshd_config", "AllowUsers", "AllowUser" },
        { "sshd", "/etc/ssh/sshd_config", "mlkem768x25519-sha256", "mlkem768x25519-sha255" },
        { "sysctl", "/etc/sysctl.d/80-mwan.conf", "net.ipv4.conf.*.rp_filter", "net.ipv4.conf.*.rp_filters" },
        { "sysctl", "/etc/sysctl.d/80-mwan.conf", "kernel.panic = 10", "kernel.panic 10" },
        { "tmpfiles", "/usr/lib/mwan/state.conf", "2750", "275x" },
        { "resolved", "/etc/systemd/resolved.conf.d/mwan.conf", "LLMNR=", "LLMNRR=" },
        { "timesyncd", "/etc/systemd/timesyncd.conf.d/mwan.conf", "FallbackNTP=", "FallBackNTP=" },
        { "journald", "/etc/systemd/journald.conf.d/mwan.conf", "RuntimeMaxUse=", "RuntimeMaximumUse=" },
        { "logind", "/etc/systemd/logind.conf.d/mwan.conf", "NAutoVTs=", "NAutoVT=" },
    };

    [Theory]
    [MemberData(nameof(SitesAndChecks))]
    public async Task What_is_rendered_is_read_without_complaint(string site, string check) =>
        Assert.Empty(await Catalogue.All[check](await trees.OfAsync(site)));

    [Theory]
    [MemberData(nameof(Typos))]
    public async Task A_planted_typo_is_complained_of(string check, string path, string find, string replace)
    {
        using ScratchTree scratch = new();
        RouterTree tree = await trees.OfAsync(Sites.Example);
        Assert.NotEmpty(await Catalogue.All[check](tree.With(scratch, path, find, replace)));
    }

    [Fact]
    public async Task A_tunnel_whose_key_is_not_made_yet_keeps_nothing_else_from_loading()
    {
        string unread = Assert.Single(await NetworkChecks.WithoutKeysAsync(await trees.OfAsync(Sites.Example)));
        Assert.StartsWith("/etc/systemd/network/20-wgvps0.netdev ", unread, StringComparison.Ordinal);
    }
}
