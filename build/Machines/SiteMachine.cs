using Mwan.Config;

namespace Mwan.Build.Machines;

/// <summary>The machine that Proxmox makes for a site, with stand-ins for what it passes through.</summary>
public static class SiteMachine
{
    /// <summary>The names under which the site's NICs sit: management, LAN, then the WANs in the order of the file.</summary>
    public static IReadOnlyList<Port> Ports(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return [site.Management.Port, site.Lan.Port, .. site.Wans.Select(wan => wan.Port)];
    }

    /// <summary>The machine, its NICs unconnected.</summary>
    /// <param name="site">The site: its name, ports, cores and memory.</param>
    /// <param name="uuid">The machine's identity.</param>
    /// <param name="firmware">The firmware.</param>
    /// <param name="system">File of the image's disk, written in place: an overlay.</param>
    /// <param name="state">File of the state disk; null: there is none.</param>
    public static VirtualMachine Describe(Site site, Guid uuid, Firmware firmware, string system, string? state)
    {
        const int DefaultMemoryMiB = 1024;
        ArgumentNullException.ThrowIfNull(site);
        Disk image = new("scsi0", system) { BootIndex = 100 };
        return new VirtualMachine
        {
            Name = site.Appliance.Name,
            Uuid = uuid,
            MemoryMiB = site.Proxmox?.MemoryMiB ?? DefaultMemoryMiB,
            Cores = site.Proxmox?.Cores ?? 1,
            Firmware = firmware,
            Disks = state is null ? [image] : [image, new Disk("scsi1", state) { Serial = Disk.StateSerial }],
            Nics = [.. Ports(site).Select(port => new Nic(port))],
        };
    }

    /// <summary>The same machine with another backend at one of its ports.</summary>
    /// <exception cref="ArgumentException">It has no such port.</exception>
    public static VirtualMachine Connect(this VirtualMachine machine, Port port, NicBackend backend)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return machine.Nics.Any(nic => nic.Port == port)
            ? machine with { Nics = [.. machine.Nics.Select(nic => nic.Port == port ? nic with { Backend = backend } : nic)] }
            : throw new ArgumentException($"The machine has no {port.Name}.", nameof(port));
    }
}
