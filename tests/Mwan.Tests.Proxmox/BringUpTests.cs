using Mwan.Build.Processes;
using Mwan.Tests.Proxmox.Host.Hardware;
using Mwan.Tests.Proxmox.Hosts;
using Xunit;

namespace Mwan.Tests.Proxmox;

/// <summary>From nothing to a running box, each target by itself.</summary>
public sealed class BringUpTests : Bench
{
    [Fact]
    public async Task From_nothing_to_a_box_that_is_well()
    {
        await BringUpAsync();
        string config = await Host.NeedAsync("qm config 113");
        Assert.Contains("hostpci0: 0000:02:02.0,pcie=1\n", config, StringComparison.Ordinal);
        Assert.Contains("hostpci1: 0000:06:00.0,pcie=1\n", config, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^scsi1: local-lvm:vm-113-disk-\d,.*serial=mwan-state", config);
        Assert.Matches("(?m)^net2: virtio=[0-9A-F:]+,bridge=mbrains$", config);
        Assert.Contains("startup: order=1\n", config, StringComparison.Ordinal);
        VirtualFunction function = Assert.Single(new Sysfs(Host.At("/")).VirtualFunctions()["0000:02:00.0"]);
        Assert.True(function is { Trust: true, SpoofCheck: false });
        Assert.True(File.Exists(Path.Combine(Host.At("/stand-in/guests/volumes/local-lvm"), StateVolume(config), "mwan/wpa/key.pem")));
        string status = await Builder.NeedAsync(await Images.OutputAsync(First), "status");
        Assert.Contains(First, status, StringComparison.Ordinal);
        Assert.Empty(Host.Damage);
        Assert.DoesNotContain(Host.Journal, static entry => entry.Errors.Contains("stand-in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_boot_that_takes_its_time_is_waited_for()
    {
        string output = await Images.OutputAsync(First);
        await Host.PaceAsync(4000, 0);
        await Builder.NeedAsync(output, "host");
        await Builder.NeedAsync(output, "template");
        await Builder.NeedAsync(output, "deploy", $"--certificates={await Images.CertificatesAsync()}");
        Assert.Contains(Host.Journal, static entry => entry.Errors.Contains("QEMU guest agent is not running", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_run_of_each_target_changes_nothing()
    {
        await BringUpAsync();
        string output = await Images.OutputAsync(First);
        foreach (string[] verb in (string[][])[["host"], ["template"], ["deploy", $"--certificates={await Images.CertificatesAsync()}"], ["deploy"], ["upgrade"], ["status"]])
        {
            IReadOnlyDictionary<string, string> before = Host.State();
            await Host.ForgetAsync();
            string said = await Builder.NeedAsync(output, verb);
            Assert.Empty(StandInHost.Differences(before, Host.State()));
            Assert.Empty(Changes.Of(Host.Journal).Select(static entry => entry.Text));
            Assert.True(verb[0] == "status" || said.Contains("nothing to do", StringComparison.Ordinal), said);
        }
    }

    [Fact]
    public async Task Two_versions_of_templates_are_kept_and_older_ones_go()
    {
        await BringUpAsync();
        foreach (string version in (string[])["1.1.0", "1.2.0"])
        {
            await Builder.NeedAsync(await Images.OutputAsync(version), "template");
        }

        string list = await Host.NeedAsync("pvesh get /cluster/resources --type vm --output-format json");
        Assert.DoesNotContain("mwan-1.0.0", list, StringComparison.Ordinal);
        Assert.Contains("mwan-1.1.0", list, StringComparison.Ordinal);
        Assert.Contains("mwan-1.2.0", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_was_cut_goes_on_where_it_stopped_and_one_that_is_damaged_begins_anew()
    {
        string output = await Images.OutputAsync(First);
        string image = Directory.GetFiles(output, "*.qcow2").Single();
        byte[] content = await File.ReadAllBytesAsync(image);
        string part = Host.At($"/var/lib/mwan/113/{Path.GetFileName(image)}.part");
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        await File.WriteAllBytesAsync(part, content[..(content.Length / 2)]);
        await Builder.NeedAsync(output, "template");
        await Host.NeedAsync("qm destroy 9113");
        content[0] ^= 1;
        await File.WriteAllBytesAsync(part, content[..(content.Length / 2)]);
        CommandResult damaged = await Builder.RunAsync(output, "template");
        Assert.Equal(1, damaged.ExitCode);
        await Builder.NeedAsync(output, "template");
    }

    [Fact]
    public async Task All_that_lacks_on_the_host_is_said_at_once_and_nothing_is_changed()
    {
        string output = await Images.OutputAsync(First);
        await Host.NeedAsync("sed -i '/lvmthin/,$d' /etc/pve/storage.cfg && rm -r /sys/class/net/mbrains /sys/devices/virtual/net/mbrains /sys/kernel/iommu_groups/*");
        IReadOnlyDictionary<string, string> before = Host.State();
        foreach (string verb in (string[])["deploy", "template", "host", "upgrade", "rollback"])
        {
            CommandResult result = await Builder.RunAsync(output, verb);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("Nothing was changed on vault", result.Tail, StringComparison.Ordinal);
            if (verb == "deploy")
            {
                Assert.All(["local-lvm", "mbrains", "IOMMU", "template"], word => Assert.Contains(word, result.Tail, StringComparison.OrdinalIgnoreCase));
            }
        }

        Assert.Empty(StandInHost.Differences(before, Host.State()));
    }

    [Fact]
    public async Task A_number_that_is_somebody_elses_is_not_touched()
    {
        await BringUpAsync();
        string output = await Images.OutputAsync(Second);
        await Host.NeedAsync("qm set 113 --tags other");
        IReadOnlyDictionary<string, string> before = Host.State();
        foreach (string[] verb in (string[][])[["deploy"], ["destroy", "--yes"], ["upgrade"], ["upgrade", "--whole-disk"], ["rollback"]])
        {
            CommandResult result = await Builder.RunAsync(output, verb);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("has no tag mwan-113", result.Tail, StringComparison.Ordinal);
        }

        Assert.Empty(StandInHost.Differences(before, Host.State()));
    }

    [Fact]
    public async Task A_device_that_another_machine_has_is_not_taken()
    {
        string output = await Images.OutputAsync(First);
        await Builder.NeedAsync(output, "host");
        await Builder.NeedAsync(output, "template");
        await Host.NeedAsync("qm create 101 --name other --machine q35 --hostpci0 0000:06:00.0,pcie=1 && qm start 101");
        CommandResult result = await Builder.RunAsync(output, "deploy");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("0000:06:00.0", result.Tail, StringComparison.Ordinal);
        Assert.Contains("101", result.Tail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_certificates_it_says_where_it_stands_and_goes_on_with_them()
    {
        string output = await Images.OutputAsync(First);
        await Host.PaceAsync(0, 0);
        await Builder.NeedAsync(output, "host");
        await Builder.NeedAsync(output, "template");
        CommandResult without = await Builder.RunAsync(output, "deploy");
        Assert.Equal(1, without.ExitCode);
        Assert.Contains("802.1X", without.Tail, StringComparison.Ordinal);
        await Builder.NeedAsync(output, "deploy", $"--certificates={await Images.CertificatesAsync()}");
    }

    [Fact]
    public async Task What_somebody_changed_is_drift_and_deploy_takes_it_back()
    {
        await BringUpAsync();
        string output = await Images.OutputAsync(First);
        await Host.NeedAsync("qm set 113 --onboot 0 --startup order=7 && ip link set enp2s0f0np0 vf 0 trust off");
        CommandResult status = await Builder.RunAsync(output, "status");
        Assert.Equal(1, status.ExitCode);
        Assert.All(["onboot", "startup", "trust"], word => Assert.Contains(word, $"{status.Output}{status.Tail}", StringComparison.Ordinal));
        await Builder.NeedAsync(output, "host");
        await Builder.NeedAsync(output, "deploy");
        await Builder.NeedAsync(output, "status");
    }

    [Fact]
    public async Task Destroy_asks_for_a_word_and_leaves_nothing_of_ours_and_all_of_others()
    {
        await Host.NeedAsync("qm create 101 --name other --scsi0 local-lvm:1");
        IReadOnlyDictionary<string, string> before = Host.State();
        await BringUpAsync();
        string output = await Images.OutputAsync(First);
        IReadOnlyDictionary<string, string> there = Host.State();
        CommandResult asked = await Builder.RunAsync(output, "destroy");
        Assert.Equal(1, asked.ExitCode);
        Assert.Contains("--yes", asked.Tail, StringComparison.Ordinal);
        Assert.Empty(StandInHost.Differences(there, Host.State()));
        await Builder.NeedAsync(output, "destroy", "--yes");
        await Builder.NeedAsync(output, "destroy", "--yes");

        // What vfio-pci was given stays with it, here as there; virtual functions have been there, and are not any more.
        Assert.DoesNotContain(StandInHost.Differences(before, Host.State()), static line => !line.Contains("virtual-functions.json", StringComparison.Ordinal) && !line.Contains("sys/devices/pci0000:00/0000:06:00.0/net/", StringComparison.Ordinal));
        Assert.Empty(Host.Damage);
    }

    private static string StateVolume(string config) => config.Split('\n').Single(static line => line.StartsWith("scsi1: ", StringComparison.Ordinal)).Split(':', ',')[2];
}
