using Mwan.Build.Proxmox;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Build.Proxmox;

/// <summary>From plan to plan: what a run did is seen by the next, wherever it was cut off.</summary>
public sealed class PlanTests
{
    private static readonly CertificateInput Certificates = new("wpa", new string('9', 64), "tar"u8.ToArray());

    [Theory]
    [InlineData("mwan")]
    [InlineData("three-wans")]
    public void Template_and_Deploy_complete_what_was_cut_off_after_any_step(string name)
    {
        Site site = Hosts.Site(name);
        BuiltRelease built = Hosts.Built(site);
        HostFacts templated = EveryCut(Hosts.Fresh(name), facts => TemplatePlan.Of(site, facts, built, Hosts.ConfigHash));
        Assert.Single(templated.Templates(site.Proxmox!));
        HostFacts deployed = EveryCut(templated, facts => DeployPlan.Of(site, facts, name == "mwan" ? Certificates : null));
        VmConfig vm = deployed.Configs[site.Proxmox!.Vmid];
        Assert.DoesNotContain(VmOptions.Site(site, deployed), option => !VmOptions.Matches(vm, option));
        Assert.False(vm.IsTemplate);
        Assert.StartsWith("The router", vm.Description, StringComparison.Ordinal);
        Assert.DoesNotContain(StatusPlan.Drift(site, deployed), static drift => !drift.Contains("functions.service", StringComparison.Ordinal));
        Assert.True(deployed.Runs(site.Proxmox.Vmid));
    }

    [Fact]
    public void Upgrade_completes_what_was_cut_off_after_any_step()
    {
        Site site = Hosts.Site("three-wans");
        BuiltRelease built = Hosts.Built(site);
        HostFacts facts = EveryCut(Running(site), facts => UpgradePlan.Of(site, facts, built, Hosts.ConfigHash));
        Assert.Equal("1.2.0", facts.Guest.Version);
        Assert.Empty(facts.Files);
    }

    [Fact]
    public void The_same_version_of_another_file_is_no_upgrade_and_Status_says_so()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts same = Running(site) with { Guest = Guest(("1.2.0", "good", true), ("1.1.0", "good", false)) };
        HostFacts other = same with { Guest = same.Guest with { ConfigHash = new string('0', 64) } };
        Assert.Empty(UpgradePlan.Of(site, same, Hosts.Built(site), Hosts.ConfigHash).Objections);
        Assert.Equal(
            "the box runs 1.2.0 already, built from another state of the site's file: build this one with a higher version (--image-version=...)",
            Assert.Single(UpgradePlan.Of(site, other, Hosts.Built(site), Hosts.ConfigHash).Objections));
        Assert.NotEmpty(UpgradePlan.Of(site, other, Hosts.Built(site, "1.3.0"), Hosts.ConfigHash).Steps);
        Assert.Empty(StatusPlan.Stale(same, Hosts.ConfigHash));
        Assert.Contains("another state of the site's file", Assert.Single(StatusPlan.Stale(other, Hosts.ConfigHash)), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_as_many_templates_are_kept_as_the_file_says_and_the_newest_is_used()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts facts = Hosts.Fresh("three-wans");
        foreach (string version in (string[])["1.0.0", "1.1.0", "1.2.0", "1.3.0"])
        {
            facts = All(facts, TemplatePlan.Of(site, facts, Hosts.Built(site, version), Hosts.ConfigHash));
        }

        Assert.Equal(2, facts.Templates(site.Proxmox!).Count);
        Assert.Contains(facts.Templates(site.Proxmox!), static template => ImageMark.Parse(template.Description)!.Version == "1.3.0");
    }

    [Fact]
    public void What_a_clone_left_that_was_cut_off_is_made_anew()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts facts = Templated(site);
        HostFacts half = facts with
        {
            Configs = new Dictionary<int, VmConfig>(facts.Configs) { [200] = VmConfig.Parse(200, "lock: clone\n") },
            Guests = [.. facts.Guests, new ClusterGuest(200, "qemu", "pve", Name: null)],
        };
        Assert.Contains("VM 200 (unnamed) has no tag mwan-200", Assert.Single(DeployPlan.Of(site, half, certificates: null).Objections), StringComparison.Ordinal);

        HostFacts claimed = half with { Claims = new HashSet<int> { 200 } };
        HostFacts unlocked = claimed with { Configs = new Dictionary<int, VmConfig>(facts.Configs) { [200] = VmConfig.Parse(200, "name: somebody's\n") } };
        Assert.Contains("VM 200 (somebody's) has no tag mwan-200", Assert.Single(DeployPlan.Of(site, unlocked, certificates: null).Objections), StringComparison.Ordinal);
        ProxmoxPlan plan = DeployPlan.Of(site, claimed, certificates: null);
        Assert.Empty(plan.Objections);
        Assert.Equal("qm unlock 200\nqm destroy 200 --purge 1 --destroy-unreferenced-disks 1", Assert.IsType<HostStep>(plan.Steps[0]).Script);
        Assert.True(All(claimed, plan).Runs(200));
    }

    [Fact]
    public void A_changed_file_is_set_in_the_VM_and_what_it_has_too_much_is_taken_away()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts facts = All(Templated(site), DeployPlan.Of(site, Templated(site), certificates: null));
        Site changed = site with
        {
            Proxmox = site.Proxmox! with { MemoryMiB = 8192, Bridges = new Dictionary<string, string>(StringComparer.Ordinal) { ["net0"] = "vmbr0", ["net1"] = "vmbr4", ["net2"] = "vmbr2", ["net3"] = "vmbr3" } },
        };
        ProxmoxPlan plan = DeployPlan.Of(changed, facts, certificates: null);
        Assert.Equal(
            ["qm set 200 --memory 8192 --net1 virtio=BC:24:11:00:00:01,bridge=vmbr4", "qm set 200 --delete net4"],
            plan.Steps.OfType<HostStep>().Select(static step => step.Script),
            StringComparer.Ordinal);
        Assert.Contains("the VM runs, so what is set now holds from its next start", Assert.Single(plan.Notes), StringComparison.Ordinal);
        Assert.Equal(3, StatusPlan.Drift(changed, facts).Count());
        Assert.Empty(DeployPlan.Of(changed, All(facts, plan), certificates: null).Steps);
    }

    [Fact]
    public void A_NIC_that_is_set_anew_keeps_its_MAC_and_what_a_person_has_set_besides()
    {
        VmConfig config = new(200, new Dictionary<string, string>(StringComparer.Ordinal) { ["net1"] = "virtio=BC:24:11:00:00:01,bridge=vmbr9,firewall=1,mtu=1,tag=7" });
        Assert.Equal("virtio=BC:24:11:00:00:01,bridge=vmbr4,firewall=1,tag=7", VmOptions.Kept(config, new("net1", "virtio,bridge=vmbr4")).Value);
        Assert.Equal("e1000e=BC:24:11:00:00:01,bridge=vmbr4,firewall=1,tag=7", VmOptions.Kept(config, new("net1", "e1000e,bridge=vmbr4")).Value);
        Assert.Equal("virtio,bridge=vmbr4", VmOptions.Kept(config, new("net2", "virtio,bridge=vmbr4")).Value);
    }

    [Fact]
    public void The_unit_waits_for_a_NIC_whose_name_has_a_hyphen()
    {
        Site seed = Hosts.Site("mwan");
        Dictionary<string, PassthroughDevice> devices = new(StringComparer.Ordinal) { ["hostpci0"] = seed.Proxmox!.Passthrough["hostpci0"] with { VirtualFunctionOf = "wan-a_0.1" } };
        Assert.Contains(
            """
            Wants=sys-subsystem-net-devices-wan\x2da_0.1.device
            After=network-pre.target sys-subsystem-net-devices-wan\x2da_0.1.device
            """,
            FunctionsPlan.Unit(seed.Proxmox with { Passthrough = devices }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rollback_goes_to_the_other_slot_and_a_second_one_does_nothing()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts facts = Running(site) with { Guest = Guest(("1.1.0", "good", false), ("1.2.0", "good", true)) };
        ProxmoxPlan plan = RollbackPlan.Of(site, facts);
        Assert.Equal("1.1.0", Assert.IsType<WaitStep>(plan.Steps[^1]).Version);
        HostFacts after = facts with { Guest = Guest(("1.1.0", "good", true), ("1.2.0", "set aside by a rollback", false)) };
        Assert.Empty(RollbackPlan.Of(site, after).Steps);
        Assert.Empty(RollbackPlan.Of(site, after).Objections);
    }

    [Fact]
    public void Rollback_completes_one_that_was_cut_off_amid_it_although_a_whole_disk_is_kept()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts facts = WithDisks(site, current: "tank:vm-200-disk-5", unused: "tank:vm-200-disk-1", version: "1.2.0");
        GuestSlot target = new("B", Running: false, "1.1.5", "on trial, 2 boots left", TriesLeft: 2, Refusal: null) { IsNext = false };
        facts = facts with { Guest = facts.Guest with { Slots = [facts.Guest.Running!, target] } };
        ProxmoxPlan plan = RollbackPlan.Of(site, facts);
        Assert.Empty(plan.Objections);
        Assert.Contains("mwan rollback --no-reboot", Assert.IsType<HostStep>(plan.Steps[0]).Script, StringComparison.Ordinal);
        Assert.Equal("1.1.5", Assert.IsType<WaitStep>(plan.Steps[^1]).Version);
    }

    [Fact]
    public void Rollback_does_not_exchange_the_disk_while_an_upgrade_waits_for_its_restart()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts facts = WithDisks(site, current: "tank:vm-200-disk-5", unused: "tank:vm-200-disk-1", version: "1.2.0");
        facts = facts with { Guest = facts.Guest with { Slots = [facts.Guest.Slots[0], new GuestSlot("B", Running: false, "1.3.0", "on trial, 2 boots left", TriesLeft: 2, Refusal: null) { IsNext = true }] } };
        Assert.Equal("1.3.0 waits in the other slot for the next restart of the box: --target=Upgrade goes on with it", Assert.Single(RollbackPlan.Of(site, facts).Objections));
    }

    [Fact]
    public void After_a_whole_disk_Rollback_goes_back_to_the_disk_before_and_a_second_one_does_nothing()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts facts = WithDisks(site, current: "tank:vm-200-disk-5", unused: "tank:vm-200-disk-1", version: "1.2.0");
        ProxmoxPlan plan = RollbackPlan.Of(site, facts);
        AssertExchanges("tank:vm-200-disk-1 1.1.0", "tank:vm-200-disk-5 1.2.0", plan);
        ProxmoxPlan second = RollbackPlan.Of(site, WithDisks(site, current: "tank:vm-200-disk-1", unused: "tank:vm-200-disk-5", version: "1.1.0"));
        Assert.Empty(second.Steps);
        Assert.Empty(second.Objections);
    }

    [Fact]
    public void After_an_upgrade_inside_a_whole_disk_Rollback_waits_for_what_was_in_it_last()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts upgraded = WithDisks(site, current: "tank:vm-200-disk-1", unused: "tank:vm-200-disk-9", version: "1.2.0") with { Disks = WholeDisk.ParseAll($"tank:vm-200-disk-1 1.1.0 {Hosts.Built(site).Sha256}\n") };
        string import = WholeDiskPlan.Of(site, upgraded, Hosts.Built(site, "1.3.0"), Hosts.ConfigHash).Steps.OfType<HostStep>().First(static step => step.Script.Contains("disk import", StringComparison.Ordinal)).Script;
        Assert.StartsWith("echo 'tank:vm-200-disk-1 1.2.0 -' >> /var/lib/mwan/200/disks\n", import, StringComparison.Ordinal);
        HostFacts swapped = WithDisks(site, current: "tank:vm-200-disk-5", unused: "tank:vm-200-disk-1", version: "1.3.0") with
        {
            Disks = WholeDisk.ParseAll("tank:vm-200-disk-1 1.1.0 aa\ntank:vm-200-disk-1 1.2.0 -\ntank:vm-200-disk-5 1.3.0 bb\n"),
        };
        AssertExchanges("tank:vm-200-disk-1 1.2.0", "tank:vm-200-disk-5 1.3.0", RollbackPlan.Of(site, swapped));
    }

    [Fact]
    public void A_volume_whose_name_was_given_anew_counts_as_the_new_one()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts facts = WithDisks(site, current: "tank:vm-200-disk-1", unused: "tank:vm-200-disk-5", version: "1.3.0") with
        {
            Disks = WholeDisk.ParseAll("tank:vm-200-disk-1 1.1.0 -\ntank:vm-200-disk-5 1.2.0 aa\ntank:vm-200-disk-1 1.3.0 bb\n"),
        };
        AssertExchanges("tank:vm-200-disk-5 1.2.0", "tank:vm-200-disk-1 1.3.0", RollbackPlan.Of(site, facts));
    }

    [Fact]
    public void A_whole_disk_that_is_in_and_has_proved_itself_is_not_put_in_again()
    {
        Site site = Hosts.Site("three-wans");
        BuiltRelease built = Hosts.Built(site);
        HostFacts facts = WithDisks(site, current: "tank:vm-200-disk-5", unused: "tank:vm-200-disk-1", version: "1.2.0");
        Assert.Empty(WholeDiskPlan.Of(site, facts with { SwapResult = "committed: 1.2.0 has proved itself" }, built, Hosts.ConfigHash).Steps);
        ProxmoxPlan cut = WholeDiskPlan.Of(site, facts with { SwapResult = "working: 1.2.0 boots" }, built, Hosts.ConfigHash);
        AssertExchanges("tank:vm-200-disk-5 1.2.0", "tank:vm-200-disk-1 1.1.0", cut);
        ProxmoxPlan working = WholeDiskPlan.Of(site, facts with { SwapResult = "working: 1.2.0 boots", SwapRuns = true }, built, Hosts.ConfigHash);
        Assert.Equal(WaitGoal.Swapped, Assert.IsType<WaitStep>(Assert.Single(working.Steps)).Goal);
    }

    [Fact]
    public void An_exchange_that_a_restart_of_the_host_cut_off_is_gone_on_with_and_nothing_else_begins()
    {
        Site site = Hosts.Site("three-wans");
        BuiltRelease built = Hosts.Built(site);
        HostFacts facts = WithDisks(site, current: "tank:vm-200-disk-5", unused: "tank:vm-200-disk-1", version: "1.2.0") with { SwapResult = "working: 1.2.0 boots", SwapOrdered = true };
        foreach (ProxmoxPlan plan in (ProxmoxPlan[])[WholeDiskPlan.Of(site, facts, built, Hosts.ConfigHash), RollbackPlan.Of(site, facts)])
        {
            Assert.Equal("systemctl start mwan-200-swap.service", Assert.IsType<HostStep>(plan.Steps[0]).Script);
            Assert.Equal(WaitGoal.Swapped, Assert.IsType<WaitStep>(plan.Steps[1]).Goal);
        }

        Assert.Contains("was restarted while it exchanged the whole disk", Assert.Single(DestroyPlan.Of(site, facts).Objections), StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_disk_that_was_upgraded_since_is_imported_again()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts facts = WithDisks(site, current: "tank:vm-200-disk-5", unused: "tank:vm-200-disk-1", version: "1.3.0");
        ProxmoxPlan plan = WholeDiskPlan.Of(site, facts with { SwapResult = "committed: 1.2.0 has proved itself" }, Hosts.Built(site), Hosts.ConfigHash);
        Assert.Empty(plan.Objections);
        Assert.Contains(plan.Steps.OfType<HostStep>(), static step => step.Script.Contains("disk import", StringComparison.Ordinal));
        Assert.Contains("old=tank:vm-200-disk-5\nbefore=1.3.0\n", plan.Steps.OfType<HostStep>().Last().Script, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_of_disks_forgets_those_that_are_gone_before_their_names_are_given_anew()
    {
        Site site = Hosts.Site("three-wans");
        HostFacts facts = WithDisks(site, current: "tank:vm-200-disk-5", unused: "tank:vm-200-disk-1", version: "1.2.0");
        facts = facts with { Disks = [new WholeDisk("tank:vm-200-disk-9", "1.0.0", "-"), .. facts.Disks] };
        string[] scripts = [.. WholeDiskPlan.Of(site, facts, Hosts.Built(site, "1.3.0"), Hosts.ConfigHash).Steps.OfType<HostStep>().Select(static step => step.Script)];
        int gone = Array.FindIndex(scripts, static script => script.StartsWith("awk '$1 != \"tank:vm-200-disk-9\"' /var/lib/mwan/200/disks > ", StringComparison.Ordinal));
        int import = Array.FindIndex(scripts, static script => script.Contains("disk import", StringComparison.Ordinal));
        int deleted = Array.FindIndex(scripts, static script => script.Contains("disk unlink 200 --idlist unused0", StringComparison.Ordinal));
        int forgotten = Array.FindIndex(scripts, static script => script.StartsWith("awk '$1 != \"tank:vm-200-disk-1\"' ", StringComparison.Ordinal));
        Assert.True(0 <= gone && gone < import && import < deleted && deleted < forgotten, string.Join("\n\n", scripts));
    }

    [Fact]
    public void Destroy_takes_what_is_ours_and_nothing_else()
    {
        Site site = Hosts.Site("mwan");
        HostFacts facts = All(Hosts.Fresh("mwan"), TemplatePlan.Of(site, Hosts.Fresh("mwan"), Hosts.Built(site), Hosts.ConfigHash));
        facts = All(facts, DeployPlan.Of(site, facts, certificates: null));
        ProxmoxPlan plan = DestroyPlan.Of(site, facts);
        string text = PlanText.Of(plan);
        Assert.Contains("qm destroy 113 ", text, StringComparison.Ordinal);
        Assert.Contains("qm destroy 9113 ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("101", text, StringComparison.Ordinal);
    }

    internal static GuestFacts Guest(params (string Version, string State, bool Running)[] slots) => new()
    {
        Answers = true,
        Version = slots.First(static slot => slot.Running).Version,
        ConfigHash = Hosts.ConfigHash,
        Slots = [.. slots.Select(static (slot, index) => new GuestSlot(index == 0 ? "A" : "B", slot.Running, slot.Version, slot.State, TriesLeft: null, Refusal: null))],
        Findings = [],
        HealthyWays = ["fibre IPv4", "cable IPv6"],
    };

    internal static HostFacts Running(Site site)
    {
        HostFacts facts = Templated(site);
        return All(facts, DeployPlan.Of(site, facts, certificates: null)) with { Guest = Guest(("1.1.0", "good", true), ("1.0.0", "good", false)) };
    }

    internal static HostFacts All(HostFacts facts, ProxmoxPlan plan)
    {
        Assert.Empty(plan.Objections);
        return plan.Steps.Aggregate(facts, ModelHost.After);
    }

    private static void AssertExchanges(string goesIn, string goesOut, ProxmoxPlan plan)
    {
        (string[] next, string[] old) = (goesIn.Split(' '), goesOut.Split(' '));
        string script = plan.Steps.OfType<HostStep>().Last().Script;
        Assert.StartsWith($"new={next[0]}\n", script, StringComparison.Ordinal);
        Assert.Contains($"\nversion={next[1]}\nold={old[0]}\nbefore={old[1]}\npatience=480\n", script, StringComparison.Ordinal);
    }

    private static HostFacts WithDisks(Site site, string current, string unused, string version)
    {
        HostFacts facts = Running(site);
        VmConfig vm = facts.Configs[200];
        return facts with
        {
            Configs = new Dictionary<int, VmConfig>(facts.Configs) { [200] = new(200, new Dictionary<string, string>(vm.Options, StringComparer.Ordinal) { ["scsi0"] = $"{current},size=1250M", ["unused0"] = unused }) },
            Disks = [new WholeDisk("tank:vm-200-disk-1", "1.1.0", "-"), new WholeDisk("tank:vm-200-disk-5", "1.2.0", Hosts.Built(site).Sha256)],
            Guest = new GuestFacts { Answers = true, Version = version, Slots = [new GuestSlot("A", Running: true, version, "good", TriesLeft: null, Refusal: null), new GuestSlot("B", Running: false, Version: null, "empty", TriesLeft: null, Refusal: null)], Findings = [] },
        };
    }

    private static HostFacts Templated(Site site)
    {
        HostFacts fresh = Hosts.Fresh(site.Appliance.Name == "mwan" ? "mwan" : "three-wans");
        return All(fresh, TemplatePlan.Of(site, fresh, Hosts.Built(site, "1.1.0"), Hosts.ConfigHash));
    }

    // After each step of a run, a second run: it ends where an undisturbed one does, and a third has nothing to do.
    private static HostFacts EveryCut(HostFacts before, Func<HostFacts, ProxmoxPlan> plan)
    {
        HostFacts end = All(before, plan(before));
        Assert.Empty(plan(end).Steps);
        HostFacts cut = before;
        foreach (Step step in plan(before).Steps)
        {
            cut = ModelHost.After(cut, step);
            HostFacts second = All(cut, plan(cut));
            Assert.Empty(plan(second).Steps);
            Assert.Equal(end.Configs.Keys.Order(), second.Configs.Keys.Order());
            Assert.Empty(second.Claims);
            Assert.Equal(end.Files.Keys.Order(StringComparer.Ordinal), second.Files.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        }

        return end;
    }
}
