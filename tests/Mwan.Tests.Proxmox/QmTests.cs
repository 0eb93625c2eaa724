using System.Text.Json.Nodes;
using Mwan.Build.Processes;
using Mwan.Tests.Proxmox.Host;
using Mwan.Tests.Proxmox.Host.Guests;
using Mwan.Tests.Proxmox.Hosts;
using Xunit;

namespace Mwan.Tests.Proxmox;

/// <summary>The stand-in itself: what it refuses, and that it keeps what it was told, as the real host does.</summary>
public sealed class QmTests : IClassFixture<SharedHost>, IAsyncLifetime
{
    private readonly StandInHost host;

    public QmTests(SharedHost shared) => host = shared.Host;

    public Task InitializeAsync() => host.RestoreAsync("new");

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("qm create 100 --memry 512", "Unknown option: memry")]
    [InlineData("qm create 99", "does not look like a valid VM ID")]
    [InlineData("qm create", "400 not enough arguments")]
    [InlineData("qm create 100 --bios efi", "does not have a value in the enumeration 'ovmf, seabios'")]
    [InlineData("qm create 100 --net0 bridge=vmbr0", "model: property is missing")]
    [InlineData("qm create 100 --net0 virtio,bridge=vmbr0,colour=red", "net0.colour: property is not defined in schema")]
    [InlineData("qm create 100 --hostpci0 6.0", "hostpci0.host: value '6.0'")]
    [InlineData("qm create 100 --boot order=scsi0", "invalid bootorder: device 'scsi0' does not exist'")]
    [InlineData("qm create 100 --scsi0 attic:4", "storage 'attic' does not exist")]
    [InlineData("qm create 100 --scsi0 local:4", "storage 'local' does not support content-type 'images'")]
    [InlineData("qm create 100 --scsi0 closed:4", "storage 'closed' is disabled")]
    [InlineData("qm create 100 --scsi0 local-lvm:4,format=qcow2", "unsupported format 'qcow2'")]
    [InlineData("qm create 100 --scsi31 local-lvm:4", "Unknown option: scsi31")]
    [InlineData("qm create 100 --cores two", "cores: invalid format")]
    [InlineData("qm config 100", "Configuration file 'nodes/vault/qemu-server/100.conf' does not exist")]
    [InlineData("qm strat 100", "ERROR: unknown command 'qm strat'")]
    [InlineData("qm migrate 100 other", "stand-in does not know: qm migrate")]
    [InlineData("qm clone 100 101", "does not exist")]
    [InlineData("pvesm status --storage attic", "storage 'attic' does not exist")]
    [InlineData("pvesh get /nodes/other/qemu --output-format json", "no such cluster node 'other'")]
    [InlineData("systemctl start nothing.service", "Unit nothing.service not found.")]
    [InlineData("ip link show dev eth9", "Device \"eth9\" does not exist.")]
    [InlineData("ip link set enp2s0f0np0 vf 0 trust on", "RTNETLINK answers: Invalid argument")]
    public async Task What_the_host_does_not_take_is_refused_and_changes_nothing(string command, string words)
    {
        IReadOnlyDictionary<string, string> before = host.State();
        CommandResult result = await host.SshAsync(command);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(words, result.Tail, StringComparison.Ordinal);
        Assert.Empty(StandInHost.Differences(before, host.State()));
    }

    [Theory]
    [InlineData("qm create 100", "unable to create VM 100 - VM 100 already exists on node 'vault'")]
    [InlineData("qm clone 100 101 --full 0", "Linked clone feature is not supported for drive 'scsi0'")]
    [InlineData("qm disk import 100 /tmp/none.qcow2 local-lvm", "/tmp/none.qcow2: non-existent or non-regular file")]
    [InlineData("qm importdisk 100 /etc/hosts local", "storage local does not support vm images")]
    [InlineData("qm disk resize 100 scsi0 1G", "shrinking disks is not supported")]
    [InlineData("qm set 100 --scsi1 local-lvm:vm-100-disk-9", "volume 'local-lvm:vm-100-disk-9' does not exist")]
    [InlineData("qm set 100 --delete colour", "unknown option 'colour'")]
    [InlineData("qm set 100", "no options specified")]
    [InlineData("qm guest cmd 100 ping", "No QEMU guest agent configured")]
    [InlineData("qm start 100 && qm start 100", "VM 100 already running")]
    [InlineData("qm start 100 && qm destroy 100", "VM 100 is running - destroy failed")]
    [InlineData("qm start 100 && qm template 100", "you can't convert a VM to template if VM is running")]
    [InlineData("qm template 100 && qm start 100", "you can't start a vm if it's a template")]
    [InlineData("qm template 100 && qm template 100", "you can't convert a template to a template")]
    [InlineData("qm set 100 --protection 1 && qm destroy 100", "can't remove VM 100 - protection mode enabled")]
    [InlineData("qm set 100 --lock backup && qm start 100", "VM is locked (backup)")]
    [InlineData("qm set 100 --net0 virtio,bridge=vmbr9 && qm start 100", "bridge 'vmbr9' does not exist")]
    [InlineData("qm set 100 --machine q35 --hostpci0 0000:07:00.0,pcie=1 && qm start 100", "no PCI device found for '0000:07:00.0'")]
    [InlineData("qm set 100 --hostpci0 0000:06:00.0,pcie=1 && qm start 100", "q35 machine model is not enabled")]
    [InlineData("qm set 100 --machine q35 --hostpci0 06:00.0,pcie=1 && qm create 101 --machine q35 --hostpci1 0000:06:00.0,pcie=1 && qm start 100 && qm start 101", "PCI device '0000:06:00.0' already in use by VMID '100'")]
    public async Task An_impossible_state_is_refused(string command, string words)
    {
        await host.NeedAsync("qm create 100 --scsi0 local-lvm:4");
        CommandResult result = await host.SshAsync(command);
        Assert.Equal(255, result.ExitCode);
        Assert.Contains(words, result.Tail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_is_kept_as_text_and_printed_as_qm_does()
    {
        await host.NeedAsync(
            "qm create 100 --name one --memory 2048 --cores 2 --machine q35 --bios ovmf --efidisk0 local-lvm:0,efitype=4m,pre-enrolled-keys=0 --net0 virtio,bridge=vmbr0 --agent enabled=1 "
            + "--tags 'mwan;Edge' --description $'two\\nlines' --scsihw virtio-scsi-pci --serial0 socket --watchdog model=i6300esb,action=reset --startup order=1 --hostpci1 0000:06:00.0,pcie=1");
        await host.NeedAsync("qm set 100 --scsi1 local-lvm:4,serial=mwan-state,discard=on");
        string config = await host.NeedAsync("qm config 100");
        Assert.Contains("\nbios: ovmf\n", config, StringComparison.Ordinal);
        Assert.Contains("\ndescription: two%0Alines%0A\n", config, StringComparison.Ordinal);
        Assert.Contains("\nefidisk0: local-lvm:vm-100-disk-0,efitype=4m,pre-enrolled-keys=0,size=4M\n", config, StringComparison.Ordinal);
        Assert.Contains("\nscsi1: local-lvm:vm-100-disk-1,discard=on,serial=mwan-state,size=4G\n", config, StringComparison.Ordinal);
        Assert.Contains("\ntags: edge;mwan\n", config, StringComparison.Ordinal);
        Assert.Matches("\nnet0: virtio=BC:24:11(:[0-9A-F]{2}){3},bridge=vmbr0\n", config);
        Assert.Matches("\nsmbios1: uuid=[0-9a-f-]{36}\n", config);
        Assert.StartsWith("#two\n#lines\nagent: enabled=1\n", await host.NeedAsync("cat /etc/pve/qemu-server/100.conf"), StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(await host.NeedAsync("pvesh get /nodes/vault/qemu/100/config --output-format json"))!;
        Assert.Equal("edge;mwan", (string?)json["tags"]);
        JsonNode machine = Assert.Single(JsonNode.Parse(await host.NeedAsync("pvesh get /cluster/resources --type vm --output-format json"))!.AsArray())!;
        Assert.Equal("stopped", (string?)machine["status"]);
        Assert.Matches(@"^ +VMID NAME +STATUS +MEM\(MB\) +BOOTDISK\(GB\) PID +\n +100 one +stopped +2048 ", await host.NeedAsync("qm list"));
    }

    [Fact]
    public async Task Disks_are_imported_detached_moved_to_another_place_and_deleted()
    {
        await host.NeedAsync("qm create 100 && truncate -s 3M /tmp/disk.raw && printf content | dd of=/tmp/disk.raw conv=notrunc status=none");
        Assert.Contains("unused0: successfully imported disk 'local-lvm:vm-100-disk-0'", await host.NeedAsync("qm disk import 100 /tmp/disk.raw local-lvm"), StringComparison.Ordinal);
        await host.NeedAsync("qm set 100 --scsi0 local-lvm:vm-100-disk-0 --boot order=scsi0");
        string config = await host.NeedAsync("qm config 100");
        Assert.Contains("scsi0: local-lvm:vm-100-disk-0,size=4M\n", config, StringComparison.Ordinal);
        Assert.DoesNotContain("unused", config, StringComparison.Ordinal);
        Assert.Equal("content", (await host.NeedAsync("head -c 7 $(pvesm path local-lvm:vm-100-disk-0)")).Trim());
        await host.NeedAsync("qm set 100 --scsi0 local-lvm:1");
        Assert.Contains("unused0: local-lvm:vm-100-disk-0\n", await host.NeedAsync("qm config 100"), StringComparison.Ordinal);
        await host.NeedAsync("qm disk unlink 100 --idlist unused0");
        Assert.DoesNotContain("vm-100-disk-0", await host.NeedAsync("pvesm list local-lvm"), StringComparison.Ordinal);
        await host.NeedAsync("qm disk unlink 100 --idlist scsi0 --force 1");
        Assert.DoesNotContain("vm-100-disk", await host.NeedAsync("pvesm list local-lvm"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_storage_takes_no_image()
    {
        await File.WriteAllTextAsync(host.At($"{Places.Own}/capacity.local-lvm"), "1048576");
        await host.NeedAsync("qm create 100 && head -c 2M /dev/urandom > /tmp/disk.raw");
        CommandResult result = await host.SshAsync("qm disk import 100 /tmp/disk.raw local-lvm");
        Assert.Equal(255, result.ExitCode);
        Assert.Contains("No space left on device", result.Tail, StringComparison.Ordinal);
        Assert.DoesNotContain("vm-100", await host.NeedAsync("pvesm list local-lvm; qm config 100"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_of_a_template_is_a_machine_of_its_own()
    {
        await host.NeedAsync("qm create 9100 --name base --scsi0 local-lvm:1 --net0 virtio,bridge=vmbr0 --tags mwan && qm template 9100 && qm clone 9100 100 --name one");
        Assert.Contains("scsi0: local-lvm:base-9100-disk-0,size=1G\n", await host.NeedAsync("qm config 9100"), StringComparison.Ordinal);
        string clone = await host.NeedAsync("qm config 100");
        Assert.Contains("scsi0: local-lvm:vm-100-disk-0,size=1G\n", clone, StringComparison.Ordinal);
        Assert.DoesNotContain("template", clone, StringComparison.Ordinal);
        string[] identities = [.. (await host.NeedAsync("grep -h -e ^net0 -e ^smbios1 -e ^vmgenid /etc/pve/qemu-server/*.conf")).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Assert.Equal(6, identities.Distinct(StringComparer.Ordinal).Count());
        CommandResult again = await host.SshAsync("qm clone 9100 100");
        Assert.Contains("unable to create VM 100: config file already exists", again.Tail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_running_machine_cannot_change_waits_for_its_next_start()
    {
        await host.NeedAsync("qm create 100 --memory 1024 && qm start 100 && qm set 100 --memory 2048 --onboot 1");
        Assert.Contains("memory: 1024\n", await host.NeedAsync("qm config 100 --current"), StringComparison.Ordinal);
        Assert.Contains("memory: 2048\n", await host.NeedAsync("qm config 100"), StringComparison.Ordinal);
        Assert.Equal("cur memory: 1024\nnew memory: 2048\n", await host.NeedAsync("qm pending 100 | grep memory"));
        Assert.Contains("onboot: 1\n", await host.NeedAsync("qm config 100 --current"), StringComparison.Ordinal);
        await host.NeedAsync("qm stop 100 && qm start 100");
        Assert.Contains("memory: 2048\n", await host.NeedAsync("qm config 100 --current"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_run_in_the_guest_with_their_input_and_what_they_say_comes_back()
    {
        await GuestAsync();
        JsonNode answer = JsonNode.Parse(await host.NeedAsync("printf '%s' input | qm guest exec 100 --pass-stdin 1 -- sh -c 'cat; echo wrong >&2; exit 3'"))!;
        Assert.Equal(3, (int?)answer["exitcode"]);
        Assert.Equal(1, (int?)answer["exited"]);
        Assert.Equal("input", (string?)answer["out-data"]);
        Assert.Equal("wrong\n", (string?)answer["err-data"]);
        JsonNode late = JsonNode.Parse(await host.NeedAsync("qm guest exec 100 --timeout 1 -- sleep 3 2>/dev/null"))!;
        Assert.NotNull(late["pid"]);
        Assert.Contains("\"exited\" : 1", await host.NeedAsync($"until qm guest exec-status 100 {late["pid"]} | grep '\"exited\" : 1'; do sleep 0.2; done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_keeps_on_its_disks_what_it_keeps()
    {
        await GuestAsync();
        await host.NeedAsync("qm guest exec 100 -- sh -c 'echo kept > /state/file; echo lost > /run/file'");
        await host.NeedAsync("qm stop 100 && qm start 100 && until qm guest cmd 100 ping; do sleep 0.1; done 2>/dev/null");
        JsonNode answer = JsonNode.Parse(await host.NeedAsync("qm guest exec 100 -- sh -c 'cat /state/file; ls /run'"))!;
        Assert.Equal("kept\n", (string?)answer["out-data"]);
    }

    [Fact]
    public async Task A_guest_that_does_not_boot_does_not_answer()
    {
        await GuestAsync(Conduct.Dead, wait: false);
        CommandResult result = await host.SshAsync("sleep 1; qm guest cmd 100 ping");
        Assert.Contains("QEMU guest agent is not running", result.Tail, StringComparison.Ordinal);
        CommandResult shutdown = await host.SshAsync("qm shutdown 100 --timeout 1");
        Assert.Contains("VM quit/powerdown failed - got timeout", shutdown.Tail, StringComparison.Ordinal);
    }

    private async Task GuestAsync(Conduct conduct = Conduct.Good, bool wait = true)
    {
        string raw = host.At("/tmp/image.raw");
        await using (FileStream disk = File.Create(raw))
        {
            disk.SetLength(1 << 20);
        }

        ImageContent.Of("1.0.0", "hash", conduct).Write(raw);
        await host.NeedAsync("qm create 100 --agent 1 && qm disk import 100 /tmp/image.raw local-lvm --target-disk scsi0 && qm set 100 --boot order=scsi0 --scsi1 local-lvm:1,serial=mwan-state && qm start 100");
        if (wait)
        {
            await host.NeedAsync("until qm guest cmd 100 ping; do sleep 0.1; done 2>/dev/null");
        }
    }
}
