using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of <c>proxmox</c>.</summary>
internal static class ProxmoxSection
{
    public static readonly Field<string> Host = Field.Required("host", NameKinds.SshHost, "The Proxmox host, as `ssh` knows it.");

    public static readonly Field<long> Vmid = Field.Required("vmid", NumberKinds.Vmid, "Number of the VM.");

    public static readonly Field<long> TemplateVmid = Field.Derived(
        "templateVmid", NumberKinds.Vmid, "9000 more than `vmid`", DefaultTemplate, "First number of the templates: `keepTemplates` + 1 numbers from here on are theirs, so that a new one has room before the oldest goes.");

    public static readonly Field<long> KeepTemplates = Field.WithDefault("keepTemplates", new WholeKind(1, 20), 2L, "Templates that are kept.");

    public static readonly Field<string> Storage = Field.WithDefault("storage", NameKinds.Storage, "local-lvm", "Storage of the disks.");

    public static readonly Field<long> Cores = Field.WithDefault("cores", new WholeKind(1, 128), 2L, "Virtual cores.");

    public static readonly Field<long> Memory = Field.WithDefault("memory", new WholeKind(1024, 1_048_576, "MiB"), 2048L, "Memory in MiB: a fifth of it is what the box has for a release that is brought to it.");

    public static readonly Field<long> StateDisk = Field.WithDefault("stateDisk", new WholeKind(1, 1024, "GiB"), 4L, "Size of the state disk in GiB.");

    public static readonly Field<long> StartOrder = Field.WithDefault(
        "startOrder", new WholeKind(1, 9999), 1L, "Position in the host's start order.");

    public static readonly Field<bool> SecureBoot = Field.WithDefault(
        "secureBoot", FlagKind.Instance, false, "Whether the firmware gets the keys of `--target=Keys` at its first boot, and from then on boots only what they have signed.");

    public static readonly Field<IReadOnlyList<Row<string>>> Bridges = Field.WithDefault(
        "bridges", new TableKind<string>(NameKinds.NetPort, NameKinds.Bridge, "{ net0: vmbr0, ... }"), [], "Bridge of each `netN` in use.");

    public static readonly Field<IReadOnlyList<Row<PassthroughDevice>>> Passthrough = Field.WithDefault(
        "passthrough",
        new TableKind<PassthroughDevice>(NameKinds.PassthroughPort, PassthroughKind.Instance, "{ hostpci0: \"0000:06:00.0\", ... }"),
        [],
        "Host device of each `hostpciN` in use: a PCI address, or a mapping.");

    public static readonly Field<IReadOnlyList<Row<long>>> VirtualFunctions = Field.WithDefault(
        "virtualFunctions",
        new TableKind<long>(NameKinds.HostInterface, new WholeKind(1, 256), "{ enp2s0f0np0: 4, ... }"),
        [],
        "Virtual functions that a NIC of the host is divided into. What is not here: as many as are used.");

    public static readonly Section Section = new(
        "proxmox",
        "The virtual machine and its host.",
        Host,
        Vmid,
        TemplateVmid,
        KeepTemplates,
        Storage,
        Cores,
        Memory,
        StateDisk,
        StartOrder,
        SecureBoot,
        Bridges,
        VirtualFunctions,
        Passthrough);

    public static readonly SectionKind Kind = new(Section, "{ host: vault, vmid: 113 }");

    private static bool DefaultTemplate(Values proxmox, out long vmid)
    {
        bool known = proxmox.At(Vmid).Is(out long own);
        vmid = own < 999_990_000 ? own + 9000 : own - 9000;
        return known;
    }
}
