using Mwan.Build.Proxmox;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Build.Proxmox;

/// <summary>Before anything is changed all that is missing is said at once.</summary>
public sealed class ObjectionTests
{
    private static readonly Site Seed = Hosts.Site("mwan");

    [Fact]
    public void All_that_is_missing_is_said_at_once_and_there_are_no_steps()
    {
        HostFacts bare = FactsReader.Read("""

            @@ user
            1000
            @@ node
            vault
            @@ version
            pve-manager/7.4-17/513c62be (running kernel: 5.15.131-2-pve)
            @@ iommu
            0
            @@ guests
            [{"vmid":113,"type":"lxc","node":"vault","name":"dns","status":"running"}]
            @@ storages
            Name Type Status Total Used Available %
            local-lvm lvmthin active 1 1 1048576 0
            tank zfspool active 1 1 1 0
            @@ links
            [{"ifname":"eno1"},{"ifname":"vmbr0","linkinfo":{"info_kind":"bridge"}},{"ifname":"mbrains","linkinfo":{"info_kind":"vlan"}}]
            @@ function enp2s0f0np0
            @@ device 0000:06:00.0
            @@ room
            1000000
            """);
        ProxmoxPlan plan = DeployPlan.Of(Seed, bare, certificates: null);
        Assert.Equal(
            [
                "ssh vault logs in as another user than root, and only root may do all of this: write root@HOST in proxmox.host, or `User root` for it in ~/.ssh/config",
                "vault runs Proxmox VE 7.4-17, and 8.4 is the oldest that is driven: upgrade the host",
                "the IOMMU of vault is off, and without it nothing can be passed through: turn on VT-d or AMD-Vi in the firmware setup (and intel_iommu=on on the kernel's command line, before kernel 6.8)",
                "vault has no NIC enp2s0f0np0 with a PCI device (proxmox.passthrough): its NICs are eno1",
                "vault has no bridge mwanbr (proxmox.bridges.net1): make it there (Network), or name another of vmbr0",
                "mbrains (proxmox.bridges.net2) is no bridge on vault: name a bridge",
                "vault has no PCI device 0000:06:00.0 (proxmox.passthrough.hostpci1): `lspci -D` lists them",
                "container 113 (dns) is on node vault: choose another number (proxmox.vmid)",
                "storage local-lvm of vault has 1.0 GiB free, and 6.0 GiB are needed: free some, or name another (proxmox.storage)",
                "vault has no template of mwan.home.goodkind.io: --target=Template makes one",
            ],
            plan.Objections);
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void A_VM_that_the_host_has_but_does_not_show_is_not_called_somebody_elses()
    {
        HostFacts facts = Hosts.Fresh("mwan");
        facts = facts with { Guests = [.. facts.Guests, new ClusterGuest(113, "qemu", facts.Node, "mwan")] };
        Assert.Contains("VM 113 (mwan) is on vault, which does not show what it is made of: see `qm config 113` there", DeployPlan.Of(Seed, facts, certificates: null).Objections, StringComparer.Ordinal);
    }

    [Fact]
    public void A_VM_without_our_tag_is_never_touched()
    {
        HostFacts facts = With(Hosts.Fresh("mwan"), 113, "name: precious\nscsi0: local-lvm:vm-113-disk-0,size=1T\n");
        string[] expected = ["VM 113 (precious) has no tag mwan-113, so it is somebody else's: choose another number (proxmox.vmid), or give it the tag if it is ours (qm set 113 --tags ...)"];
        Assert.Equal(expected, DestroyPlan.Of(Seed, facts).Objections);
        Assert.Equal(expected, RollbackPlan.Of(Seed, facts).Objections);
        Assert.Contains(expected[0], DeployPlan.Of(Seed, facts, certificates: null).Objections, StringComparer.Ordinal);
        Assert.Contains(expected[0], UpgradePlan.Of(Seed, facts, Hosts.Built(Seed), Hosts.ConfigHash).Objections, StringComparer.Ordinal);
        Assert.Contains(expected[0], WholeDiskPlan.Of(Seed, facts, Hosts.Built(Seed), Hosts.ConfigHash).Objections, StringComparer.Ordinal);
    }

    [Fact]
    public void Somebodys_clone_of_ours_is_not_ours_though_it_has_our_tags()
    {
        HostFacts facts = With(Hosts.Fresh("mwan"), 9113, "name: try\ntags: mwan;mwan-113;mwan-template\n");
        Assert.DoesNotContain("9113", PlanText.Of(DestroyPlan.Of(Seed, facts)), StringComparison.Ordinal);
        Assert.Contains("qm create 9114 ", PlanText.Of(TemplatePlan.Of(Seed, facts, Hosts.Built(Seed), Hosts.ConfigHash)), StringComparison.Ordinal);
        HostFacts full = With(With(facts, 9114, "name: other\n"), 9115, "name: other\n");
        Assert.Contains(
            "VM 9113 (try) is somebody's own copy of VM 113 or of its template: choose another number (proxmox.templateVmid)",
            TemplatePlan.Of(Seed, full, Hosts.Built(Seed), Hosts.ConfigHash).Objections,
            StringComparer.Ordinal);
        Assert.Contains("qm destroy 9113 ", PlanText.Of(TemplatePlan.Of(Seed, facts with { Claims = new HashSet<int> { 9113 } }, Hosts.Built(Seed), Hosts.ConfigHash)), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_begun_that_the_protection_of_the_VM_would_stop_half_way()
    {
        HostFacts facts = With(Hosts.Fresh("mwan"), 113, "name: mwan\ntags: mwan;mwan-113\nprotection: 1\nscsi0: local-lvm:vm-113-disk-0\n");
        const string Expected = "VM 113 (mwan) is protected, so the host takes neither it nor a disk of it away: qm set 113 --protection 0, and 1 again afterwards";
        Assert.Contains(Expected, DestroyPlan.Of(Seed, facts).Objections, StringComparer.Ordinal);
        Assert.Contains(Expected, UpgradePlan.Of(Seed, facts, Hosts.Built(Seed), Hosts.ConfigHash).Objections, StringComparer.Ordinal);
        Assert.Contains(Expected, WholeDiskPlan.Of(Seed, facts, Hosts.Built(Seed), Hosts.ConfigHash).Objections, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("local-lvm:vm-113-disk-3,size=100G", true)]
    [InlineData("local-lvm:vm-113-disk-3,serial=mwan-release,size=1G", false)]
    public void A_disk_of_somebodys_where_the_release_goes_is_left_alone(string drive, bool objects)
    {
        HostFacts facts = With(Hosts.Fresh("mwan"), 113, $"name: mwan\ntags: mwan;mwan-113\nscsi0: local-lvm:vm-113-disk-0\nscsi30: {drive}\n");
        Assert.Equal(objects, UpgradePlan.Of(Seed, facts, Hosts.Built(Seed), Hosts.ConfigHash).Objections.Contains(
            "VM 113 has a disk of somebody's at scsi30 (local-lvm:vm-113-disk-3), where the release goes: put it in another place", StringComparer.Ordinal));
    }

    [Fact]
    public void A_template_number_that_others_have_is_passed_over_and_all_of_them_are_objected_to()
    {
        HostFacts facts = With(Hosts.Fresh("mwan"), 9113, "name: other\n");
        Assert.Contains("qm create 9114 ", PlanText.Of(TemplatePlan.Of(Seed, facts, Hosts.Built(Seed), Hosts.ConfigHash)), StringComparison.Ordinal);
        HostFacts full = With(With(facts, 9114, "name: other\n"), 9115, "name: other\n");
        Assert.Equal(3, TemplatePlan.Of(Seed, full, Hosts.Built(Seed), Hosts.ConfigHash).Objections.Count);
    }

    [Fact]
    public void A_storage_that_holds_no_templates_is_objected_to_before_anything_is_copied()
    {
        HostFacts thick = FactsReader.Read(Hosts.Vault.Replace(" lvmthin ", " lvm ", StringComparison.Ordinal));
        Assert.Equal(
            ["storage local-lvm of vault is LVM without a thin pool, which holds no templates: name another (proxmox.storage), of type lvmthin, zfspool or dir for example"],
            TemplatePlan.Of(Seed, thick, Hosts.Built(Seed), Hosts.ConfigHash).Objections,
            StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("hostpci1: 06:00,pcie=1")]
    [InlineData("hostpci1: 0000:06:00.0,pcie=1")]
    [InlineData("hostpci1: host=06:00.0;06:00.1,rombar=0")]
    public void A_device_of_another_VM_is_not_taken(string line) =>
        Assert.Contains(
            "0000:06:00.0 (proxmox.passthrough.hostpci1) is passed through to VM 101 (opnsense): take it away there, or name another device",
            DeployPlan.Of(Seed, With(Hosts.Fresh("mwan"), 101, $"name: opnsense\n{line}\n"), certificates: null).Objections,
            StringComparer.Ordinal);

    [Theory]
    [InlineData("node=vault,path=0000:06:00.0,id=8086:15f3,iommugroup=22", true)]
    [InlineData("node=vault,path=0000:05:00.0;0000:06:00,id=8086:15f3", true)]
    [InlineData("id=8086:15f3,node=other,path=0000:06:00.0", false)]
    public void A_device_of_another_VM_by_a_mapping_is_not_taken_either(string entry, bool taken)
    {
        string read = Hosts.Vault.Replace("\n@@ list\n", $$"""

            @@ mappings
            [{"id":"lan","map":["{{entry}}"],"description":"","type":"pci"}]

            @@ list

            """, StringComparison.Ordinal);
        HostFacts facts = With(FactsReader.Read(read), 101, "name: opnsense\nhostpci0: mapping=lan,pcie=1\n");
        string said = "0000:06:00.0 (proxmox.passthrough.hostpci1) is passed through to VM 101 (opnsense): take it away there, or name another device";
        ProxmoxPlan plan = DeployPlan.Of(Seed, facts, certificates: null);
        Assert.Equal(taken, plan.Objections.Contains(said, StringComparer.Ordinal));
        Assert.Empty(Prerequisites.Unresolved(Seed.Proxmox!, facts));
        Assert.Equal(
            ["VM 101 (opnsense) has a device by mapping lan, which vault does not resolve: see that it is none of proxmox.passthrough"],
            Prerequisites.Unresolved(Seed.Proxmox!, facts with { Mappings = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) }),
            StringComparer.Ordinal);
    }

    [Fact]
    public void The_number_of_virtual_functions_is_not_changed_while_a_VM_uses_one()
    {
        Site more = Seed with { Proxmox = Seed.Proxmox! with { VirtualFunctions = new Dictionary<string, int>(StringComparer.Ordinal) { ["enp2s0f0np0"] = 4 } } };
        Assert.Empty(HostPlan.Of(more, Hosts.Fresh("mwan")).Objections);
        HostFacts used = With(Hosts.Fresh("mwan"), 101, "name: opnsense\nhostpci0: 02:02.0\n");
        Assert.Equal(
            ["enp2s0f0np0 has 1 virtual functions and is to have 4, which takes all away for a moment, and VM 101 (opnsense) uses one: stop it first (qm shutdown 101)"],
            HostPlan.Of(more, used).Objections);
        Assert.Empty(HostPlan.Of(Seed, used).Objections);
    }

    [Fact]
    public void A_virtual_function_that_is_not_there_or_not_set_sends_to_Host()
    {
        HostFacts without = FactsReader.Read(Hosts.Vault.Replace("count 1\nvirtfn0 0000:02:02.0", "count 0", StringComparison.Ordinal));
        Assert.Contains("virtual function 0 of enp2s0f0np0 is not there: --target=Host makes it", DeployPlan.Of(Seed, without, certificates: null).Objections, StringComparer.Ordinal);
        HostFacts untrusted = FactsReader.Read(Hosts.Vault.Replace("\"trust\":true", "\"trust\":false", StringComparison.Ordinal));
        Assert.Contains("virtual function 0 of enp2s0f0np0: trust is off, not on: --target=Host sets it", DeployPlan.Of(Seed, untrusted, certificates: null).Objections, StringComparer.Ordinal);
    }

    [Fact]
    public void An_image_of_another_site_or_file_and_one_without_wanted_keys_is_refused()
    {
        HostFacts facts = Hosts.Fresh("mwan");
        Assert.Contains(
            "was built for edge, and the file is of mwan.home.goodkind.io",
            Assert.Single(TemplatePlan.Of(Seed, facts, Hosts.Built(Seed) with { Appliance = "edge" }, Hosts.ConfigHash).Objections),
            StringComparison.Ordinal);
        Assert.Contains("from another state of the site's file", Assert.Single(TemplatePlan.Of(Seed, facts, Hosts.Built(Seed), "0").Objections), StringComparison.Ordinal);
        Site secure = Seed with { Proxmox = Seed.Proxmox! with { SecureBoot = true } };
        Assert.Contains("brings no keys along", Assert.Single(TemplatePlan.Of(secure, facts, Hosts.Built(Seed), Hosts.ConfigHash).Objections), StringComparison.Ordinal);
        Assert.Contains(
            "no firmware for it",
            Assert.Single(TemplatePlan.Of(secure, facts with { HasSecureBootFirmware = false }, Hosts.Built(Seed) with { SecureBoot = "ab" }, Hosts.ConfigHash).Objections),
            StringComparison.Ordinal);
    }

    private static HostFacts With(HostFacts facts, int vmid, string config) => facts with
    {
        Configs = new Dictionary<int, VmConfig>(facts.Configs) { [vmid] = VmConfig.Parse(vmid, config) },
        Guests = [.. facts.Guests.Where(guest => guest.Vmid != vmid), new ClusterGuest(vmid, "qemu", "vault", "x")],
        Running = facts.Running.Append(vmid).ToHashSet(),
    };
}
