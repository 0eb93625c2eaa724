namespace Mwan.Build.Machines;

/// <summary>
/// A machine as Proxmox VE builds it: q35, <c>pcie=1</c>, virtio-scsi, guest agent, serial console, i6300esb watchdog that resets.
/// A value: starting it changes nothing here, and the same value can be started again.
/// </summary>
public sealed record VirtualMachine
{
    /// <summary>Name in QEMU's process list.</summary>
    public required string Name { get; init; }

    /// <summary>SMBIOS UUID, from which the appliance takes its machine id.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>Memory in MiB.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>Virtual cores. One is also the fastest without KVM.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>UEFI firmware; null with a <see cref="Kernel"/>, or for QEMU's BIOS.</summary>
    public Firmware? Firmware { get; init; }

    /// <summary>What QEMU boots without firmware; null: what the firmware finds.</summary>
    public DirectKernel? Kernel { get; init; }

    /// <summary>What its clock says when it is turned on; null: what the host's says.</summary>
    public DateTimeOffset? Clock { get; init; }

    /// <summary>The disks.</summary>
    public IReadOnlyList<Disk> Disks { get; init; } = [];

    /// <summary>The NICs.</summary>
    public IReadOnlyList<Nic> Nics { get; init; } = [];

    /// <summary>Whether a reset by the guest starts it again; otherwise it ends the machine.</summary>
    public bool Restarts { get; init; } = true;

    /// <summary>Whether the serial console is this process' terminal; otherwise it is a <see cref="SerialConsole"/>.</summary>
    public bool ConsoleInTerminal { get; init; }
}
