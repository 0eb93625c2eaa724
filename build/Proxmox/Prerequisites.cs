using System.Globalization;
using Mwan.Config;

namespace Mwan.Build.Proxmox;

/// <summary>What a host has to have. Each question gives all its objections, as sentences with a remedy; a plan asks those that concern it.</summary>
public static class Prerequisites
{
    private const long GiB = 1L << 30;

    /// <summary>Of every plan: root on a Proxmox VE that is not too old.</summary>
    public static IEnumerable<string> Access(Site site, HostFacts facts)
    {
        string host = site.Proxmox!.Host;
        if (facts.UserId != 0)
        {
            yield return $"ssh {host} logs in as another user than root, and only root may do all of this: write root@HOST in proxmox.host, or `User root` for it in ~/.ssh/config";
        }

        if (facts.Version is not { } version)
        {
            yield return $"{host} has no pveversion: is it a Proxmox VE host?";
        }
        else if (version.IsTooOld)
        {
            yield return $"{host} runs Proxmox VE {version.Text}, and {PveVersion.Oldest.Text} is the oldest that is driven: upgrade the host";
        }
    }

    /// <summary>The NICs can have the virtual functions that the site uses.</summary>
    public static IEnumerable<string> PhysicalFunctions(Config.Proxmox proxmox, HostFacts facts)
    {
        foreach (string name in FunctionsPlan.Interfaces(proxmox))
        {
            int count = FunctionsPlan.Count(proxmox, name);
            if (facts.PhysicalFunctions.GetValueOrDefault(name) is not { Driver: { } driver } physical)
            {
                yield return $"{proxmox.Host} has no NIC {name} with a PCI device (proxmox.passthrough): its NICs are {string.Join(", ", facts.Links.Values.Where(static link => link.Kind is null).Select(static link => link.Name))}";
            }
            else if (driver == "none")
            {
                yield return $"{name} has no driver on {proxmox.Host}: was it passed through whole? Give it back to the host";
            }
            else if (physical.Most < count)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} ({driver}) can have {physical.Most} virtual functions, and {count} are needed: turn SR-IOV on in the host's firmware setup, or take fewer (proxmox.virtualFunctions)");
            }
        }
    }

    /// <summary>The IOMMU is on, if something is passed through.</summary>
    public static IEnumerable<string> Iommu(Config.Proxmox proxmox, HostFacts facts)
    {
        if (proxmox.Passthrough.Count > 0 && facts.IommuGroups == 0)
        {
            yield return $"the IOMMU of {proxmox.Host} is off, and without it nothing can be passed through: turn on VT-d or AMD-Vi in the firmware setup (and intel_iommu=on on the kernel's command line, before kernel 6.8)";
        }
    }

    /// <summary>The bridges are there.</summary>
    public static IEnumerable<string> Bridges(Config.Proxmox proxmox, HostFacts facts) =>
        from bridge in proxmox.Bridges
        where facts.Links.GetValueOrDefault(bridge.Value) is not { IsBridge: true }
        select facts.Links.ContainsKey(bridge.Value)
            ? $"{bridge.Value} (proxmox.bridges.{bridge.Key}) is no bridge on {proxmox.Host}: name a bridge"
            : $"{proxmox.Host} has no bridge {bridge.Value} (proxmox.bridges.{bridge.Key}): make it there (Network), or name another of {string.Join(", ", facts.Links.Values.Where(static link => link.IsBridge).Select(static link => link.Name))}";

    /// <summary>The devices are there, can be passed through, and no other VM has them.</summary>
    public static IEnumerable<string> Devices(Config.Proxmox proxmox, HostFacts facts)
    {
        foreach ((string port, PassthroughDevice device) in proxmox.Passthrough)
        {
            if (facts.AddressOf(device) is not { } address)
            {
                if (device.VirtualFunctionOf is null)
                {
                    yield return $"{proxmox.Host} has no PCI device {device.Address} (proxmox.passthrough.{port}): `lspci -D` lists them";
                }
                else if (facts.PhysicalFunctions.GetValueOrDefault(device.VirtualFunctionOf) is { Driver: not (null or "none") })
                {
                    yield return string.Create(CultureInfo.InvariantCulture, $"virtual function {device.VirtualFunction} of {device.VirtualFunctionOf} is not there: --target=Host makes it");
                }

                continue;
            }

            if (device.Address is not null && facts.Devices[device.Address].Group is null && facts.IommuGroups > 0)
            {
                yield return $"{address} (proxmox.passthrough.{port}) is in no IOMMU group, so it cannot be passed through: another slot of the mainboard may do";
            }

            foreach (VmConfig other in facts.Configs.Values.Where(other => other.Vmid != proxmox.Vmid && !other.IsTemplate && facts.DevicesOf(other).Any(had => PciAddress.Covers(had, address))))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{address} (proxmox.passthrough.{port}) is passed through to VM {other.Vmid} ({other["name"] ?? "unnamed"}): take it away there, or name another device");
            }
        }
    }

    /// <summary>Devices of other VMs that cannot be compared with the site's, since the host does not tell what their mapping leads to.</summary>
    public static IEnumerable<string> Unresolved(Config.Proxmox proxmox, HostFacts facts) =>
        from other in facts.Configs.Values
        where proxmox.Passthrough.Count > 0 && other.Vmid != proxmox.Vmid && !other.IsTemplate
        from name in other.HostMappings
        where !facts.Mappings.ContainsKey(name)
        select string.Create(CultureInfo.InvariantCulture, $"VM {other.Vmid} ({other["name"] ?? "unnamed"}) has a device by mapping {name}, which {proxmox.Host} does not resolve: see that it is none of proxmox.passthrough");

    /// <summary>The storage is there and has room.</summary>
    /// <param name="proxmox">The VM and its host.</param>
    /// <param name="facts">The host.</param>
    /// <param name="needed">Bytes that are needed on the storage.</param>
    /// <param name="upload">Bytes that are copied to the host before.</param>
    public static IEnumerable<string> Room(Config.Proxmox proxmox, HostFacts facts, long needed, long upload)
    {
        HostStorage? storage = facts.Storages.FirstOrDefault(storage => string.Equals(storage.Name, proxmox.Storage, StringComparison.Ordinal));
        if (storage is null)
        {
            yield return $"{proxmox.Host} has no storage {proxmox.Storage} for disks of VMs (proxmox.storage); there are: {string.Join(", ", facts.Storages.Select(static storage => storage.Name))}";
        }
        else if (!storage.Active)
        {
            yield return $"storage {proxmox.Storage} of {proxmox.Host} is not active: see `pvesm status` there";
        }
        else if (storage.Free < needed)
        {
            yield return $"storage {proxmox.Storage} of {proxmox.Host} has {Size(storage.Free)} free, and {Size(needed)} are needed: free some, or name another (proxmox.storage)";
        }

        if (facts.UploadRoom < upload)
        {
            yield return $"{proxmox.Host} has {Size(facts.UploadRoom)} free in /var/lib, and {Size(upload)} are copied there: free some";
        }
    }

    /// <summary>The storage can hold templates.</summary>
    public static IEnumerable<string> Templates(Config.Proxmox proxmox, HostFacts facts)
    {
        // PVE::Storage::LVMPlugin: it makes no base images, whatever the version.
        if (facts.Storages.Any(storage => storage.Type == "lvm" && string.Equals(storage.Name, proxmox.Storage, StringComparison.Ordinal)))
        {
            yield return $"storage {proxmox.Storage} of {proxmox.Host} is LVM without a thin pool, which holds no templates: name another (proxmox.storage), of type lvmthin, zfspool or dir for example";
        }
    }

    /// <summary>A number is free, or what has it is ours.</summary>
    public static IEnumerable<string> Number(Config.Proxmox proxmox, HostFacts facts, int vmid, string key)
    {
        ProxmoxNames names = new(proxmox.Vmid);
        string text = vmid.ToString(CultureInfo.InvariantCulture);
        if (facts.Configs.GetValueOrDefault(vmid) is { } config)
        {
            if (!facts.IsOurs(config, names))
            {
                yield return config.Tags.Contains(names.OwnTag)
                    ? $"VM {text} ({config["name"] ?? "unnamed"}) is somebody's own copy of VM {QmCommand.Number(proxmox.Vmid)} or of its template: choose another number ({key})"
                    : $"VM {text} ({config["name"] ?? "unnamed"}) has no tag {names.OwnTag}, so it is somebody else's: choose another number ({key}), or give it the tag if it is ours (qm set {text} --tags ...)";
            }
        }
        else if (facts.Guests.FirstOrDefault(guest => guest.Vmid == vmid) is { } guest)
        {
            string kind = guest.Type == "lxc" ? "container" : "VM";
            yield return guest.Type != "qemu" ? Elsewhere("")
                : guest.Node == facts.Node ? $"VM {text} ({guest.Name ?? "unnamed"}) is on {proxmox.Host}, which does not show what it is made of: see `qm config {text}` there"
                : Elsewhere("if it is the one that is meant, name that node (proxmox.host); if not, ");

            string Elsewhere(string first) => $"{kind} {text} ({guest.Name ?? "unnamed"}) is on node {guest.Node}: {first}choose another number ({key})";
        }
    }

    /// <summary>Disks may be taken from the VM, or it may be destroyed.</summary>
    public static IEnumerable<string> Unprotected(VmConfig? config)
    {
        if (config is { IsProtected: true })
        {
            string text = QmCommand.Number(config.Vmid);
            yield return $"VM {text} ({config["name"] ?? "unnamed"}) is protected, so the host takes neither it nor a disk of it away: qm set {text} --protection 0, and 1 again afterwards";
        }
    }

    /// <summary>The VM is there, whole, and ours.</summary>
    public static IEnumerable<string> Vm(Config.Proxmox proxmox, HostFacts facts)
    {
        string[] foreign = [.. Number(proxmox, facts, proxmox.Vmid, "proxmox.vmid")];
        if (foreign.Length > 0)
        {
            return foreign;
        }

        VmConfig? config = facts.Vm(proxmox);
        return config is null ? [string.Create(CultureInfo.InvariantCulture, $"there is no VM {proxmox.Vmid} on {proxmox.Host}: --target=Deploy makes it")]
            : config.Lock is { } held ? [Locked(proxmox.Vmid, held)]
            : [];
    }

    /// <summary>The box can be spoken to.</summary>
    public static IEnumerable<string> Guest(Config.Proxmox proxmox, HostFacts facts)
    {
        if (!facts.Runs(proxmox.Vmid))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"VM {proxmox.Vmid} does not run: --target=Deploy starts it");
        }
        else if (!facts.Guest.Answers)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the guest agent in VM {proxmox.Vmid} does not answer: look at its console (qm terminal {proxmox.Vmid}), or exchange the whole disk (--target=Upgrade --whole-disk)");
        }
        else if (facts.Guest.Slots.Count == 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"`mwan slots` says nothing in VM {proxmox.Vmid}: is it mwan? Look at its console (qm terminal {proxmox.Vmid})");
        }
    }

    /// <summary>No exchange of the whole disk is under way.</summary>
    public static IEnumerable<string> NoSwap(Config.Proxmox proxmox, HostFacts facts)
    {
        string unit = new ProxmoxNames(proxmox.Vmid).SwapUnit;
        if (facts.SwapRuns)
        {
            yield return $"{proxmox.Host} is exchanging the whole disk ({unit}): wait until it has finished; --target=Status tells";
        }
        else if (facts.SwapOrdered)
        {
            yield return $"{proxmox.Host} was restarted while it exchanged the whole disk, and goes on once its guests have been started: wait until it has finished, or see `systemctl status {unit}` there; --target=Status tells";
        }
    }

    /// <summary>The image is the site's.</summary>
    public static IEnumerable<string> Image(Site site, HostFacts facts, BuiltRelease built, string configHash)
    {
        if (!string.Equals(built.Appliance, site.Appliance.HostName, StringComparison.Ordinal))
        {
            yield return $"{Path.GetFileName(built.Image)} was built for {built.Appliance}, and the file is of {site.Appliance.HostName}: build it (--target=Image)";
        }
        else if (!string.Equals(built.ConfigHash, configHash, StringComparison.Ordinal))
        {
            yield return $"{Path.GetFileName(built.Image)} was built from another state of the site's file: build it again (--target=Image)";
        }

        if (site.Proxmox!.SecureBoot && built.SecureBoot is null)
        {
            yield return "proxmox.secureBoot is true, and the image brings no keys along: make them (--target=Keys, once) and build again (--target=Image)";
        }

        if (site.Proxmox.SecureBoot && !facts.HasSecureBootFirmware)
        {
            yield return $"proxmox.secureBoot is true, and {site.Proxmox.Host} has no firmware for it: install its package pve-edk2-firmware-ovmf";
        }
    }

    /// <summary>What a lock means that is none of this run's.</summary>
    public static string Locked(int vmid, string held) => string.Create(
        CultureInfo.InvariantCulture, $"VM {vmid} is locked ({held}): another task is at work, see its task log; if none is, `qm unlock {vmid}` on the host");

    private static string Size(long bytes) => bytes < GiB
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20)} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / GiB:0.0} GiB");
}
