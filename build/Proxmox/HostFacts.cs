using Mwan.Config;

namespace Mwan.Build.Proxmox;

/// <summary>What is on the host, read in one round trip.</summary>
public sealed record HostFacts
{
    /// <summary>Number of the user who logged in.</summary>
    public int UserId { get; init; }

    /// <summary>Name of the node.</summary>
    public string Node { get; init; } = "";

    /// <summary>Version of Proxmox VE; null: it is not there.</summary>
    public PveVersion? Version { get; init; }

    /// <summary>IOMMU groups; 0: it is off.</summary>
    public int IommuGroups { get; init; }

    /// <summary>Whether the host has firmware for Secure Boot.</summary>
    public bool HasSecureBootFirmware { get; init; }

    /// <summary>Free bytes where files are uploaded to.</summary>
    public long UploadRoom { get; init; }

    /// <summary>All guests of the cluster.</summary>
    public IReadOnlyList<ClusterGuest> Guests { get; init; } = [];

    /// <summary>PCI addresses on this node, as sysfs has them, of the cluster's resource mappings, by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Mappings { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>VMs of this host that run: what the cluster says of that is some seconds old.</summary>
    public IReadOnlySet<int> Running { get; init; } = new HashSet<int>();

    /// <summary>Storages for disks.</summary>
    public IReadOnlyList<HostStorage> Storages { get; init; } = [];

    /// <summary>Links by name.</summary>
    public IReadOnlyDictionary<string, HostLink> Links { get; init; } = new Dictionary<string, HostLink>(StringComparer.Ordinal);

    /// <summary>NICs whose virtual functions the site uses, by interface.</summary>
    public IReadOnlyDictionary<string, PhysicalFunction> PhysicalFunctions { get; init; } = new Dictionary<string, PhysicalFunction>(StringComparer.Ordinal);

    /// <summary>Devices that the site names by address.</summary>
    public IReadOnlyDictionary<string, PciDevice> Devices { get; init; } = new Dictionary<string, PciDevice>(StringComparer.Ordinal);

    /// <summary>Configurations of the VMs of this host, by number.</summary>
    public IReadOnlyDictionary<int, VmConfig> Configs { get; init; } = new Dictionary<int, VmConfig>();

    /// <summary>VMs that we began to make: what has no tag yet is ours all the same.</summary>
    public IReadOnlySet<int> Claims { get; init; } = new HashSet<int>();

    /// <summary>Files below our directory with their sizes, by path relative to it.</summary>
    public IReadOnlyDictionary<string, long> Files { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Checksums of the files that were uploaded whole, by path relative to our directory.</summary>
    public IReadOnlyDictionary<string, string> Uploaded { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whole disks that were put into the VM, oldest first.</summary>
    public IReadOnlyList<WholeDisk> Disks { get; init; } = [];

    /// <summary>Checksum of the certificates that were imported last; null: none were.</summary>
    public string? Certificates { get; init; }

    /// <summary>The unit that sets virtual functions as it is on the host; null: it is not there.</summary>
    public string? FunctionsUnit { get; init; }

    /// <summary>Its script; null: it is not there.</summary>
    public string? FunctionsScript { get; init; }

    /// <summary>Whether the unit starts with the host.</summary>
    public bool FunctionsEnabled { get; init; }

    /// <summary>Whether it has run.</summary>
    public bool FunctionsActive { get; init; }

    /// <summary>Whether an exchange of the whole disk is under way.</summary>
    public bool SwapRuns { get; init; }

    /// <summary>Whether one was ordered and has no result: if none is under way, the host has been restarted, and goes on after its guests.</summary>
    public bool SwapOrdered { get; init; }

    /// <summary>Whether one has no result yet.</summary>
    public bool SwapUnfinished => SwapRuns || SwapOrdered;

    /// <summary>What became of the last one: its line; null: there was none.</summary>
    public string? SwapResult { get; init; }

    /// <summary>What the box tells.</summary>
    public GuestFacts Guest { get; init; } = GuestFacts.Silent;

    /// <summary>The VM; null: there is none on this host.</summary>
    public VmConfig? Vm(Config.Proxmox proxmox) => Configs.GetValueOrDefault(proxmox.Vmid);

    /// <summary>Whether a VM of this host runs.</summary>
    public bool Runs(int vmid) => Running.Contains(vmid);

    /// <summary>Host devices of a VM, those that its mappings may give it included: addresses with domain, without function where all of a device's are meant.</summary>
    public IEnumerable<string> DevicesOf(VmConfig config) => config.HostDevices.Concat(config.HostMappings.SelectMany(name => Mappings.GetValueOrDefault(name) ?? []));

    /// <summary>
    /// Whether a VM is ours: by its tag, or because we began to make it and it has no tag yet, but the lock of who makes it. A clone has the
    /// tags of what it was made from: one that is neither the VM nor a template, nor half made by us, is somebody's own.
    /// </summary>
    public bool IsOurs(VmConfig config, ProxmoxNames names)
    {
        bool claimed = Claims.Contains(config.Vmid);
        return config.Tags.Contains(names.OwnTag)
            ? config.Vmid == names.Vmid || config.IsTemplate || claimed
            : claimed && config.Tags.Count == 0 && config.Lock is "create" or "clone";
    }

    /// <summary>Our templates that are finished, newest first.</summary>
    public IReadOnlyList<VmConfig> Templates(Config.Proxmox proxmox)
    {
        ProxmoxNames names = new(proxmox.Vmid);
        return [.. Configs.Values.Where(config => config.IsTemplate && config.Lock is null && config.Tags.Contains(names.OwnTag))
            .OrderByDescending(static config => config.Created ?? 0).ThenByDescending(static config => config.Vmid)];
    }

    /// <summary>The host's PCI address of a device of the site; null: it is not there.</summary>
    public string? AddressOf(PassthroughDevice device) =>
        device.VirtualFunctionOf is { } name ? PhysicalFunctions.GetValueOrDefault(name)?.Addresses.GetValueOrDefault(device.VirtualFunction)
        : Devices.GetValueOrDefault(device.Address!) is { Exists: true } ? device.Address
        : null;
}
