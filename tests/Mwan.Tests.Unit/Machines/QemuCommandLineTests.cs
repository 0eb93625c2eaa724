using Mwan.Build.Machines;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Machines;

public sealed class QemuCommandLineTests
{
    private static readonly MachineDirectory Sockets = new("/run/m");

    private static readonly VirtualMachine Seed = new()
    {
        Name = "mwan",
        Uuid = Guid.Parse("11111111-2222-3333-4444-555555555555"),
        MemoryMiB = 2048,
        Cores = 2,
        Firmware = new Firmware(Firmware.PlainCode, "/run/m/vars.fd"),
        Disks = [new Disk("scsi0", "/run/m/system.qcow2") { BootIndex = 100 }, new Disk("scsi1", "/run/m/state.qcow2") { Serial = Disk.StateSerial }],
        Nics =
        [
            new Nic(new Port("net0")) { Backend = new UserBackend(new HostForward(22)) },
            new Nic(new Port("net1")) { Backend = new StreamBackend("/run/m/lan") },
            new Nic(new Port("hostpci0")) { Backend = new HubBackend(new StreamBackend("/run/m/att"), new DatagramBackend("/run/m/a", "/run/m/b")) },
            new Nic(new Port("hostpci1")) { Model = NicModel.Igb },
            new Nic(new Port("net2")),
        ],
    };

    [Fact]
    public void The_seeds_site_is_rendered_as_qemu_server_does_it()
    {
        string[] fixedDevices = [.. ProxmoxTopology.Chipset.Select(device => "-device " + device)];
        string[] expected =
        [
            "-name mwan",
            "-nodefaults -no-user-config",
            "-display none",
            "-machine type=q35",
            "-accel tcg,thread=multi,tb-size=512",
            "-cpu qemu64,+aes,+popcnt,+ssse3,+sse4.1,+sse4.2",
            "-smp 1",
            "-m 2048",
            "-smbios type=1,uuid=11111111-2222-3333-4444-555555555555",
            "-global ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off",
            "-global ICH9-LPC.disable_s3=1",
            "-global ICH9-LPC.disable_s4=1",
            "-drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd",
            "-drive if=pflash,unit=1,format=raw,cache=unsafe,file=/run/m/vars.fd",
            .. fixedDevices,
            "-S -chardev socket,id=qmp,path=/run/m/qmp",
            "-mon chardev=qmp,mode=control",
            "-chardev socket,id=qga0,path=/run/m/qga",
            "-device virtio-serial-pci,id=qga0,bus=pci.0,addr=0x8",
            "-device virtserialport,bus=qga0.0,chardev=qga0,name=org.qemu.guest_agent.0",
            "-chardev socket,id=serial0,path=/run/m/console",
            "-device isa-serial,chardev=serial0",
            "-device virtio-balloon-pci,id=balloon0,bus=pci.0,addr=0x3",
            "-device i6300esb,id=watchdog,bus=pci.0,addr=0x4",
            "-action watchdog=reset",
            "-device virtio-scsi-pci,id=scsihw0,bus=pci.0,addr=0x5",
            "-drive if=none,id=drive-scsi0,format=qcow2,cache=unsafe,discard=on,file=/run/m/system.qcow2",
            "-device scsi-hd,bus=scsihw0.0,channel=0,scsi-id=0,lun=0,device_id=drive-scsi0,drive=drive-scsi0,id=scsi0,bootindex=100",
            "-drive if=none,id=drive-scsi1,format=qcow2,cache=unsafe,discard=on,file=/run/m/state.qcow2",
            "-device scsi-hd,bus=scsihw0.0,channel=0,scsi-id=0,lun=1,device_id=drive-scsi1,drive=drive-scsi1,id=scsi1,serial=mwan-state",
            "-netdev user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:0-:22",
            "-device virtio-net-pci,mac=bc:24:11:00:00:00,netdev=net0,bus=pci.0,addr=0x12,id=net0",
            "-netdev stream,id=net1,server=off,addr.type=unix,addr.path=/run/m/lan",
            "-device virtio-net-pci,mac=bc:24:11:00:00:01,netdev=net1,bus=pci.0,addr=0x13,id=net1",
            "-netdev stream,id=hostpci0m0,server=off,addr.type=unix,addr.path=/run/m/att",
            "-netdev hubport,id=hostpci0m0p,hubid=100,netdev=hostpci0m0",
            "-netdev dgram,id=hostpci0m1,local.type=unix,local.path=/run/m/a,remote.type=unix,remote.path=/run/m/b",
            "-netdev hubport,id=hostpci0m1p,hubid=100,netdev=hostpci0m1",
            "-netdev hubport,id=hostpci0,hubid=100",
            "-device e1000e,mac=bc:24:11:00:01:00,netdev=hostpci0,bus=ich9-pcie-port-1,addr=0x0,id=hostpci0",
            "-netdev hubport,id=hostpci1,hubid=101",
            "-netdev hubport,id=hostpci1nobody,hubid=101",
            "-device igb,mac=bc:24:11:00:01:01,netdev=hostpci1,bus=ich9-pcie-port-2,addr=0x0,id=hostpci1",
            "-netdev hubport,id=net2,hubid=2",
            "-netdev hubport,id=net2nobody,hubid=2",
            "-device virtio-net-pci,mac=bc:24:11:00:00:02,netdev=net2,bus=pci.0,addr=0x14,id=net2",
        ];

        Assert.Equal(string.Join(' ', expected).Replace(" -", "\n-", StringComparison.Ordinal), Lines(Seed, Accelerator.Tcg));
    }

    [Fact]
    public void A_clock_of_its_own_is_given_in_utc()
    {
        IReadOnlyList<string> arguments = QemuCommandLine.Render(Seed with { Clock = new DateTimeOffset(1970, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)) }, Sockets, Accelerator.Tcg);
        Assert.Equal("base=1970-01-01T00:00:00", arguments[arguments.ToList().IndexOf("-rtc") + 1]);
    }

    [Fact]
    public void Firmware_with_Secure_Boot_keeps_its_variables_to_itself()
    {
        string lines = Lines(Seed with { Firmware = new Firmware(Firmware.SecureCode, "/run/m/vars.fd") }, Accelerator.Tcg);
        Assert.Contains("-machine type=q35,smm=on\n", lines, StringComparison.Ordinal);
        Assert.Contains("-global driver=cfi.pflash01,property=secure,value=on\n", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void With_Kvm_the_guest_sees_the_hosts_processor_and_all_its_cores()
    {
        string lines = Lines(Seed, Accelerator.Kvm);

        Assert.Contains("-accel kvm\n-cpu host\n-smp 2\n", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void No_network_has_a_way_out()
    {
        VirtualMachine machine = Seed with { Nics = [.. Enumerable.Range(0, 32).Select(net => new Nic(new Port($"net{net}")) { Backend = new UserBackend() })] };

        IEnumerable<string> networks = Lines(machine, Accelerator.Tcg).Split('\n').Where(line => line.StartsWith("-netdev user", StringComparison.Ordinal));

        Assert.All(networks, line => Assert.Contains("restrict=on", line, StringComparison.Ordinal));
        Assert.Equal(32, networks.Count());
    }

    [Fact]
    public void A_comma_in_a_path_does_not_end_the_option()
    {
        VirtualMachine machine = Seed with { Disks = [new Disk("scsi0", "/a,readonly=on/b")] };

        Assert.Contains("file=/a,,readonly=on/b", Lines(machine, Accelerator.Tcg), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_that_does_not_restart_ends_at_the_guests_reset()
    {
        Assert.Contains("-no-reboot", Lines(Seed with { Restarts = false }, Accelerator.Tcg), StringComparison.Ordinal);
        Assert.DoesNotContain("-no-reboot", Lines(Seed, Accelerator.Tcg), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_machines_on_one_link_have_different_addresses() =>
        Assert.NotEqual(Nic.MacOf(new Port("net1"), 0), Nic.MacOf(new Port("net1"), 1), StringComparer.Ordinal);

    private static string Lines(VirtualMachine machine, Accelerator accelerator) =>
        string.Join(' ', QemuCommandLine.Render(machine, Sockets, accelerator)).Replace(" -", "\n-", StringComparison.Ordinal);
}
