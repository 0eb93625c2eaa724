using System.Globalization;
using Mwan.Build.Machines;
using Mwan.Config;

namespace Mwan.Build.Proxmox;

/// <summary>The options of the VM and of its templates, as <c>qm</c> takes them: from here come the commands and what counts as drift.</summary>
public static class VmOptions
{
    private const int UsualMtu = 1500;

    /// <summary>The drive of the image.</summary>
    public const string SystemDrive = "scsi0";

    /// <summary>The drive of the state disk.</summary>
    public const string StateDrive = "scsi1";

    /// <summary>What the image needs of any machine: a template has it, and its clones with it.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Machine(Config.Proxmox proxmox) =>
    [
        Option("machine", "q35"),
        Option("bios", "ovmf"),
        Option("ostype", "l26"),
        Option("cpu", "host"),
        Option("cores", proxmox.Cores.ToString(CultureInfo.InvariantCulture)),
        Option("memory", proxmox.MemoryMiB.ToString(CultureInfo.InvariantCulture)),

        // A VM with a passed-through device has all its memory pinned.
        Option("balloon", "0"),
        Option("scsihw", "virtio-scsi-pci"),
        Option("serial0", "socket"),
        Option("vga", "serial0"),
        Option("agent", "enabled=1"),
        Option("watchdog", "model=i6300esb,action=reset"),
    ];

    /// <summary>What makes it the site's: its name, NICs, devices and place in the host's start order.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Site(Site site, HostFacts facts)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        return
        [
            Option("name", site.Appliance.Name),
            .. Machine(proxmox),
            .. Nics(site),
            .. proxmox.Passthrough.Where(device => facts.AddressOf(device.Value) is not null).Select(device => Option(device.Key, $"{facts.AddressOf(device.Value)},pcie=1")),
            Option("boot", $"order={SystemDrive}"),
            Option("onboot", "1"),
            Option("startup", string.Create(CultureInfo.InvariantCulture, $"order={proxmox.StartOrder}")),
            Option("tags", new ProxmoxNames(proxmox.Vmid).Tags),
        ];
    }

    /// <summary>The new volume of the firmware's variables: without keys of others, and of the size that Secure Boot needs.</summary>
    public static KeyValuePair<string, string> NewVariables(Config.Proxmox proxmox) => Option("efidisk0", $"{proxmox.Storage}:0,efitype=4m,pre-enrolled-keys=0");

    /// <summary>The new state disk.</summary>
    public static KeyValuePair<string, string> NewState(Config.Proxmox proxmox) =>
        Option(StateDrive, string.Create(CultureInfo.InvariantCulture, $"{proxmox.Storage}:{proxmox.StateDiskGiB},discard=on,serial={Disk.StateSerial}"));

    /// <summary>
    /// An option as it is set in a VM that is there: a NIC keeps its MAC, as the host else makes a new one and plugs it in anew, and what a
    /// person has set besides (<c>firewall</c>, <c>tag</c>, <c>rate</c>).
    /// </summary>
    public static KeyValuePair<string, string> Kept(VmConfig config, KeyValuePair<string, string> wanted)
    {
        if (!IsNic(wanted.Key) || config[wanted.Key] is not { } value || OptionText.First(value).Split('=') is not [_, var mac])
        {
            return wanted;
        }

        // All else is on top of what is wanted: but for the MTU, which only comes from there.
        string model = Model(wanted.Value);
        IEnumerable<string> besides = value.Split(',').Skip(1).Where(part => Name(part) != "mtu" && OptionText.Value(wanted.Value, Name(part)) is null);
        return Option(wanted.Key, string.Join(',', [$"{model}={mac}{wanted.Value[model.Length..]}", .. besides]));

        static string Name(string part) => part.Split('=')[0];
    }

    /// <summary>Whether an option is a NIC, which a running VM takes at once.</summary>
    public static bool IsNic(string key) => key is ['n', 'e', 't', >= '0' and <= '9', ..];

    /// <summary>Whether a VM's option is as it is wanted. What the host adds to it (a MAC, a size) and the order of tags do not count.</summary>
    public static bool Matches(VmConfig config, KeyValuePair<string, string> wanted) => config[wanted.Key] is { } value && wanted.Key switch
    {
        "tags" => config.Tags.SetEquals(wanted.Value.Split(';')),
        ['n', 'e', 't', ..] => Model(value) == Model(wanted.Value) && OptionText.Has(value, string.Join(',', wanted.Value.Split(',').Skip(1))),
        ['h', 'o', 's', 't', 'p', 'c', 'i', ..] => OptionText.Has(Domain(value), wanted.Value),
        _ => wanted.Value.Contains('=', StringComparison.Ordinal) ? OptionText.Has(Flags(value), wanted.Value) : string.Equals(Machine(wanted.Key, value), wanted.Value, StringComparison.Ordinal),
    };

    /// <summary>NICs and devices that a VM has and the site does not.</summary>
    public static IEnumerable<string> Surplus(VmConfig config, Site site)
    {
        HashSet<string> known = [.. site.Proxmox!.Bridges.Keys, .. site.Proxmox.Passthrough.Keys];
        return config.Options.Keys
            .Where(key => (key.StartsWith("net", StringComparison.Ordinal) || key.StartsWith("hostpci", StringComparison.Ordinal)) && char.IsAsciiDigit(key[^1]) && !known.Contains(key))
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, string>> Nics(Site site)
    {
        Dictionary<string, (Port Port, int Mtu)> links = new(StringComparer.Ordinal) { [site.Management.Port.Name] = (site.Management.Port, UsualMtu) };
        links[site.Lan.Port.Name] = (site.Lan.Port, site.Lan.Mtu);
        foreach (Wan wan in site.Wans)
        {
            links[wan.Port.Name] = (wan.Port, wan.Mtu);
        }

        foreach ((string name, string bridge) in site.Proxmox!.Bridges)
        {
            (Port port, int mtu) = links.GetValueOrDefault(name, (new Port(name), UsualMtu));
            string model = port.Driver switch
            {
                null or "virtio_net" => "virtio",
                "8139cp" or "8139too" => "rtl8139",
                { } driver => driver,
            };

            // 1: that of the bridge. Only virtio can be told.
            yield return Option(name, $"{model},bridge={bridge}{(mtu > UsualMtu && model == "virtio" ? ",mtu=1" : "")}");
        }
    }

    // virtio=BC:24:11:00:00:01,bridge=vmbr0
    private static string Model(string value) => OptionText.First(value).Split('=')[0];

    private static string Domain(string value) => $"{PciAddress.WithDomain(OptionText.Value(value, "host") ?? OptionText.First(value))},{value}";

    // `agent: 1` and `agent: enabled=1` are the same.
    private static string Flags(string value) => value.StartsWith('1') ? $"enabled={value}" : value;

    // Proxmox pins a version to the machine type of a VM: pc-q35-9.0 is q35.
    private static string Machine(string key, string value) =>
        key == "machine" && OptionText.First(value).Replace("type=", "", StringComparison.Ordinal).StartsWith("pc-q35", StringComparison.Ordinal) ? "q35" : value;

    private static KeyValuePair<string, string> Option(string key, string value) => new(key, value);
}
