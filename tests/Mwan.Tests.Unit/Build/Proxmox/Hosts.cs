using Mwan.Build;
using Mwan.Build.Proxmox;
using Mwan.Config;
using Mwan.Config.Releases;

namespace Mwan.Tests.Unit.Build.Proxmox;

/// <summary>Sites, hosts as they answer, and builds: what plans are made of.</summary>
internal static class Hosts
{
    /// <summary>Hash of the site's file, as plans compare it.</summary>
    public const string ConfigHash = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";

    /// <summary>The clone's directory.</summary>
    public static string Clone { get; } = Workspace.Find(AppContext.BaseDirectory, config: null, output: null).Root;

    /// <summary>The seed's site, or one of <c>tests/sites</c>.</summary>
    public static Site Site(string name)
    {
        SiteReading reading = SiteFile.Load(name == "mwan" ? Path.Combine(Clone, "mwan.yaml") : Path.Combine(Clone, "tests", "sites", $"{name}.yaml"));
        return reading.Site ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics));
    }

    /// <summary>What the build of a site left.</summary>
    public static BuiltRelease Built(Site site, string version = "1.2.0") => new()
    {
        Image = $"artifacts/mwan-{version}.qcow2",
        Size = 150_000_000,
        DiskSize = 1_310_720_000,
        Sha256 = $"{version.Replace(".", "", StringComparison.Ordinal)}".PadRight(64, 'a'),
        Version = version,
        ConfigHash = ConfigHash,
        Appliance = site.Appliance.HostName,
        Payload = $"artifacts/mwan-{version}.update",
        IsSigned = true,
        Files =
        [
            new ReleaseFile($"mwan_{version}_0011.root", 100_000_000, new string('1', 64)),
            new ReleaseFile($"mwan_{version}.efi", 30_000_000, new string('2', 64)),
            new ReleaseFile("release.json", 1000, new string('3', 64)),
            new ReleaseFile("release.json.sig", 384, new string('4', 64)),
        ],
    };

    /// <summary>The host of a site on which nothing of it is, but what it needs.</summary>
    public static HostFacts Fresh(string site) => FactsReader.Read(site == "mwan" ? Vault : Plain);

    /// <summary>The seed's host: one virtual function, set; a whole NIC; another VM and a container.</summary>
    public const string Vault = """

        @@ user
        0

        @@ node
        vault

        @@ version
        pve-manager/8.4.1/2a5fa54a8503f96d (running kernel: 6.8.12-10-pve)

        @@ iommu
        41

        @@ firmware
        /usr/share/pve-edk2-firmware/OVMF_CODE_4M.secboot.fd

        @@ guests
        [{"cpu":0,"disk":0,"id":"qemu/101","maxcpu":4,"name":"opnsense","node":"vault","status":"running","template":0,"type":"qemu","vmid":101},{"id":"lxc/105","name":"dns","node":"vault","status":"running","template":0,"type":"lxc","vmid":105}]

        @@ storages
        Name             Type     Status           Total            Used       Available        %
        local-lvm     lvmthin     active       366276608        91569152       274707456   25.00%
        tank          zfspool   inactive               0               0               0    0.00%

        @@ links
        [{"ifindex":1,"ifname":"lo","linkinfo":{}},{"ifindex":2,"ifname":"enp2s0f0np0","operstate":"UP","vfinfo_list":[{"vf":0,"link_type":"ether","address":"32:9A:11:22:33:44","broadcast":"ff:ff:ff:ff:ff:ff","vlan_list":[{}],"rate":{"max_tx":0,"min_tx":0},"spoofchk":false,"link_state":"auto","trust":true,"query_rss_en":false}]},{"ifname":"enp5s0"},{"ifname":"vmbr0","linkinfo":{"info_kind":"bridge"}},{"ifname":"mwanbr","linkinfo":{"info_kind":"bridge"}},{"ifname":"mbrains","linkinfo":{"info_kind":"bridge"}}]

        @@ function enp2s0f0np0
        driver i40e
        most 64
        count 1
        virtfn0 0000:02:02.0

        @@ device 0000:06:00.0
        driver igc
        group 22

        @@ config 101
        boot: order=scsi0
        cores: 4
        hostpci0: 03:00,pcie=1
        meta: creation-qemu=9.2.0,ctime=1700000000
        name: opnsense
        net0: virtio=BC:24:11:AA:BB:CC,bridge=mwanbr
        scsi0: local-lvm:vm-101-disk-0,size=32G

        @@ unit

        @@ script

        @@ enabled
        disabled

        @@ active
        inactive

        @@ room
        50000000000

        @@ files

        @@ uploaded

        @@ disks

        @@ certificates

        @@ swap
        inactive

        @@ swapped

        @@ ping

        """;

    // A host whose NICs stay its own.
    private const string Plain = """

        @@ user
        0

        @@ node
        pve

        @@ version
        pve-manager/9.0.3/025864202ebb6109 (running kernel: 6.14.8-2-pve)

        @@ iommu
        0

        @@ guests
        []

        @@ storages
        Name        Type     Status           Total            Used       Available        %
        tank     zfspool     active       900000000               0       900000000    0.00%

        @@ links
        [{"ifname":"vmbr0","linkinfo":{"info_kind":"bridge"}},{"ifname":"vmbr1","linkinfo":{"info_kind":"bridge"}},{"ifname":"vmbr2","linkinfo":{"info_kind":"openvswitch"}},{"ifname":"vmbr3","linkinfo":{"info_kind":"bridge"}},{"ifname":"vmbr4","linkinfo":{"info_kind":"bridge"}}]

        @@ room
        50000000000

        @@ ping

        """;
}
