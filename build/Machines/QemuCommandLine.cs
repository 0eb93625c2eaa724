using System.Globalization;

namespace Mwan.Build.Machines;

/// <summary>A machine as arguments of <c>qemu-system-x86_64</c> (10.0, <c>qemu-system(1)</c>). A pure function.</summary>
public static class QemuCommandLine
{
    /// <summary>The program.</summary>
    public const string Program = "qemu-system-x86_64";

    /// <summary>The arguments, options and values alternating.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="directory">Where its sockets lie; QEMU connects to them, so somebody has to listen.</param>
    /// <param name="accelerator">What executes the guest.</param>
    public static IReadOnlyList<string> Render(VirtualMachine machine, MachineDirectory directory, Accelerator accelerator)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(directory);
        return
        [
            "-name", Escape(machine.Name),
            "-nodefaults",
            "-no-user-config",
            "-display", "none",
            .. Processor(machine, accelerator),
            "-m", machine.MemoryMiB.ToString(CultureInfo.InvariantCulture),
            "-smbios", $"type=1,uuid={machine.Uuid:D}",
            "-global", "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off",
            "-global", "ICH9-LPC.disable_s3=1",
            "-global", "ICH9-LPC.disable_s4=1",
            .. machine.Clock is { } clock ? ["-rtc", $"base={clock.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)}"] : Array.Empty<string>(),
            .. machine.Restarts ? Array.Empty<string>() : ["-no-reboot"],
            .. Boot(machine),
            .. ProxmoxTopology.Chipset.SelectMany(Device),
            .. ProxmoxTopology.ExtraRootPorts(machine.Nics.Select(nic => nic.Port)).SelectMany(Device),
            .. Control(machine, directory),
            .. Device($"virtio-balloon-pci,id=balloon0,{ProxmoxTopology.AddressOf("balloon0")}"),
            .. Device($"i6300esb,id=watchdog,{ProxmoxTopology.AddressOf("watchdog")}"),
            "-action", "watchdog=reset",
            .. DiskArguments.Render(machine.Disks),
            .. machine.Nics.SelectMany(NicArguments.Render),
        ];
    }

    /// <summary>Doubles commas, which separate the properties of an option.</summary>
    internal static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);

    /// <summary>A <c>-device</c>.</summary>
    internal static IEnumerable<string> Device(string properties) => ["-device", properties];

    private static string Chipset(VirtualMachine machine) => machine.Firmware is { IsSecure: true } ? "type=q35,smm=on" : "type=q35";

    private static string[] Processor(VirtualMachine machine, Accelerator accelerator) => accelerator switch
    {
        Accelerator.Kvm =>
        [
            "-machine", Chipset(machine),
            "-accel", "kvm",
            "-cpu", "host",
            "-smp", machine.Cores.ToString(CultureInfo.InvariantCulture),
        ],

        // Several virtual CPUs under TCG are slower on few cores, and guests have panicked while patching static keys. The model is
        // what qemu-server makes of its default, x86-64-v2-AES; a larger one only emulates wider vectors, slowly.
        _ =>
        [
            "-machine", Chipset(machine),
            "-accel", "tcg,thread=multi,tb-size=512",
            "-cpu", "qemu64,+aes,+popcnt,+ssse3,+sse4.1,+sse4.2",
            "-smp", "1",
        ],
    };

    private static IEnumerable<string> Boot(VirtualMachine machine)
    {
        if (machine.Firmware is Firmware firmware)
        {
            yield return "-drive";
            yield return $"if=pflash,unit=0,format=raw,readonly=on,file={Escape(firmware.Code)}";
            yield return "-drive";
            yield return $"if=pflash,unit=1,format=raw,cache=unsafe,file={Escape(firmware.Variables)}";
            if (firmware.IsSecure)
            {
                yield return "-global";
                yield return "driver=cfi.pflash01,property=secure,value=on";
            }
        }

        if (machine.Kernel is DirectKernel kernel)
        {
            yield return "-kernel";
            yield return kernel.Kernel;
            yield return "-initrd";
            yield return kernel.Initrd;
            yield return "-append";
            yield return kernel.CommandLine;
        }
    }

    private static string[] Control(VirtualMachine machine, MachineDirectory directory) =>
    [
        // Nothing runs before all channels are connected: no line of the console is lost.
        "-S",
        "-chardev", $"socket,id=qmp,path={Escape(directory.Qmp)}",
        "-mon", "chardev=qmp,mode=control",
        "-chardev", $"socket,id=qga0,path={Escape(directory.GuestAgent)}",
        .. Device($"virtio-serial-pci,id=qga0,{ProxmoxTopology.AddressOf("qga0")}"),
        .. Device("virtserialport,bus=qga0.0,chardev=qga0,name=org.qemu.guest_agent.0"),
        .. machine.ConsoleInTerminal
            ? ["-chardev", "stdio,id=serial0,mux=on,signal=off", "-mon", "chardev=serial0,mode=readline"]
            : new[] { "-chardev", $"socket,id=serial0,path={Escape(directory.Console)}" },
        .. Device("isa-serial,chardev=serial0"),
    ];
}
