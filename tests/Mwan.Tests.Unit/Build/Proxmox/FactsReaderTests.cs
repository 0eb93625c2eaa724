using Mwan.Build.Proxmox;
using Xunit;

namespace Mwan.Tests.Unit.Build.Proxmox;

public sealed class FactsReaderTests
{
    [Fact]
    public void The_host_is_read_as_it_answers()
    {
        HostFacts facts = Hosts.Fresh("mwan");
        Assert.Equal(new PveVersion(8, 4, "8.4.1"), facts.Version);
        Assert.Equal(41, facts.IommuGroups);
        Assert.Equal(new HostStorage("local-lvm", "lvmthin", Active: true, 274707456L * 1024), facts.Storages[0]);
        Assert.False(facts.Storages[1].Active);
        Assert.Equal([new ClusterGuest(101, "qemu", "vault", "opnsense"), new ClusterGuest(105, "lxc", "vault", "dns")], facts.Guests);
        Assert.Equal(new VirtualFunctionState(0, "32:9a:11:22:33:44", Trust: true, SpoofCheck: false, "auto"), Assert.Single(facts.Links["enp2s0f0np0"].Functions));
        Assert.Equal([101], facts.Running);
        Assert.True(facts.Links["mwanbr"].IsBridge);
        Assert.Equal("0000:02:02.0", facts.PhysicalFunctions["enp2s0f0np0"].Addresses[0]);
        Assert.Equal(new PciDevice("0000:06:00.0", Exists: true, "igc", "22"), facts.Devices["0000:06:00.0"]);
        Assert.Equal(["0000:03:00"], facts.Configs[101].HostDevices, StringComparer.Ordinal);
        Assert.Equal(1_700_000_000, facts.Configs[101].Created);
        Assert.Null(facts.FunctionsUnit);
        Assert.Null(facts.SwapResult);
        Assert.False(facts.Guest.Answers);
    }

    [Fact]
    public void The_box_is_read_through_the_guest_agent()
    {
        GuestFacts guest = FactsReader.Read("""

            @@ ping
            yes

            @@ guest-version
            {
               "exitcode" : 0,
               "exited" : 1,
               "out-data" : "{\n  \"version\": \"1.1.0\",\n  \"configHash\": \"ab\"\n}\n"
            }

            @@ guest-slots
            { "exitcode": 0, "exited": 1, "out-data": "[{\"slot\":\"A\",\"running\":true,\"version\":\"1.1.0\",\"state\":\"good\",\"next\":true},{\"slot\":\"B\",\"running\":false,\"version\":\"1.2.0\",\"state\":\"failed\",\"triesLeft\":0,\"refusal\":\"it did not come as far as its gate\"}]" }

            @@ guest-status
            { "exitcode": 1, "exited": 1, "out-data": "{\"findings\":[{\"gravity\":\"Warning\",\"subject\":\"certificates\",\"text\":\"802.1X waits for key.pem in /state/mwan/wpa\"}],\"measurements\":[{\"member\":\"att\",\"family\":\"IPv4\",\"health\":{\"verdict\":\"Healthy\"},\"succeeds\":true},{\"member\":\"att\",\"family\":\"IPv6\",\"health\":{\"verdict\":\"Healthy\"},\"succeeds\":false},{\"member\":\"lte\",\"family\":\"IPv4\",\"health\":{\"verdict\":\"Unhealthy\"},\"succeeds\":true}],\"world\":{\"certificates\":{\"missing\":[\"key.pem\"]}}}" }
            """).Guest;
        Assert.True(guest.Answers);
        Assert.Equal("1.1.0", guest.Version);
        Assert.Equal(["att IPv4"], guest.HealthyWays, StringComparer.Ordinal);
        Assert.Equal(["key.pem"], guest.MissingCertificates, StringComparer.Ordinal);
        Assert.False(guest.IsHealthy);
        Assert.True(guest.Running!.IsGood);
        Assert.True(guest.Running.IsNext);
        Assert.Null(guest.Other!.IsNext);
        Assert.Equal("it did not come as far as its gate", guest.Other.Refusal);
    }

    [Fact]
    public void What_answers_nothing_or_nonsense_lacks_and_is_no_crash()
    {
        HostFacts facts = FactsReader.Read("@@ links\nnot json\n@@ guests\n{}\n@@ ping\nyes\n@@ guest-slots\n{\"pid\":1}\n");
        Assert.Empty(facts.Links);
        Assert.Null(facts.Version);
        Assert.True(facts.Guest.Answers);
        Assert.Null(facts.Guest.Findings);
        Assert.Empty(facts.Guest.Slots);
        Assert.NotEmpty(DeployPlan.Of(Hosts.Site("mwan"), facts, certificates: null).Objections);
    }

    [Fact]
    public void A_description_comes_back_as_it_was_given()
    {
        ImageMark mark = new("1.2.0-rc1", "ab12", "cd34");
        VmConfig config = VmConfig.Parse(100, $"description: {Uri.EscapeDataString(mark.Vm("a.example.net"))}%0A\ntags: Mwan-100;mwan\n");
        Assert.Equal(mark, ImageMark.Parse(config.Description));
        Assert.Contains("mwan-100", config.Tags);
    }

    [Theory]
    [InlineData("net0", "virtio=BC:24:11:00:00:01,bridge=vmbr0", "virtio,bridge=vmbr0", true)]
    [InlineData("net0", "e1000e=BC:24:11:00:00:01,bridge=vmbr0", "virtio,bridge=vmbr0", false)]
    [InlineData("net0", "virtio=BC:24:11:00:00:01,bridge=vmbr1", "virtio,bridge=vmbr0", false)]
    [InlineData("hostpci0", "02:02.0,pcie=1", "0000:02:02.0,pcie=1", true)]
    [InlineData("hostpci0", "0000:02:02.0", "0000:02:02.0,pcie=1", false)]
    [InlineData("agent", "1", "enabled=1", true)]
    [InlineData("agent", "1,fstrim_cloned_disks=1", "enabled=1", true)]
    [InlineData("machine", "pc-q35-9.2+pve1", "q35", true)]
    [InlineData("machine", "pc-i440fx-9.0", "q35", false)]
    [InlineData("tags", "mwan-113;mwan", "mwan;mwan-113", true)]
    [InlineData("tags", "mwan;mwan-113;mwan-template", "mwan;mwan-113", false)]
    [InlineData("watchdog", "i6300esb,action=reset", "model=i6300esb,action=reset", false)]
    public void What_the_host_adds_is_no_drift(string key, string value, string wanted, bool same) =>
        Assert.Equal(same, VmOptions.Matches(VmConfig.Parse(100, $"{key}: {value}\n"), new KeyValuePair<string, string>(key, wanted)));
}
