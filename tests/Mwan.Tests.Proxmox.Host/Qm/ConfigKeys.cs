using System.Text.RegularExpressions;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>The options of a virtual machine that the stand-in knows, with the checks of <c>qm.conf(5)</c>. Others exist; it refuses them by name.</summary>
internal static partial class ConfigKeys
{
    private const string Boolean = "0|1";

    private static readonly string[] DriveKeys =
    [
        "file", "aio", "backup", "cache", "detect_zeroes", "discard", "format", "import-from", "iothread", "media", "replicate", "ro", "serial", "size", "ssd", "werror", "rerror", "queues",
    ];

    private static readonly string[] DriveSwitches = ["ssd", "iothread", "backup", "replicate", "ro"];

    // What a property may be; an empty pattern: anything.
    private static readonly Dictionary<string, (string First, Dictionary<string, string> Known)> Formats = new(StringComparer.Ordinal)
    {
        ["agent"] = ("enabled", Known(("enabled", Boolean), ("fstrim_cloned_disks", Boolean), ("freeze-fs-on-backup", Boolean), ("freeze-fs", Boolean), ("type", "virtio|isa"))),
        ["boot"] = ("legacy", Known(("legacy", "[acdn]{1,4}"), ("order", "[a-z0-9;]+"))),
        ["efidisk"] = ("file", Known(("file", ""), ("efitype", "2m|4m"), ("format", "raw|qcow2"), ("import-from", ""), ("ms-cert", "2011|2023|2023w"), ("pre-enrolled-keys", Boolean), ("size", @"\d+(\.\d+)?[KMGT]?"))),
        ["hostpci"] = ("host", Known(("host", @"([0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}(\.[0-9a-f])?(;([0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}(\.[0-9a-f])?)*"), ("mapping", "[A-Za-z][-_A-Za-z0-9]+"), ("mdev", ""), ("pcie", Boolean), ("rombar", Boolean), ("romfile", ""), ("x-vga", Boolean), ("driver", "vfio|keep"))),
        ["machine"] = ("type", Known(("type", @"pc|pc(-i440fx)?-\d+(\.\d+)+(\+pve\d+)?|q35|pc-q35-\d+(\.\d+)+(\+pve\d+)?"), ("viommu", "intel|virtio"), ("enable-s3", Boolean), ("enable-s4", Boolean))),
        ["memory"] = ("current", Known(("current", @"\d+"))),
        ["net"] = ("model", Known(("model", "e1000|e1000e|virtio|vmxnet3|rtl8139"), ("virtio", Mac), ("e1000", Mac), ("e1000e", Mac), ("vmxnet3", Mac), ("bridge", "[A-Za-z][-_.A-Za-z0-9]*"), ("firewall", Boolean), ("link_down", Boolean), ("macaddr", Mac), ("mtu", @"\d+"), ("queues", @"\d+"), ("rate", @"\d+(\.\d+)?"), ("tag", @"\d+"), ("trunks", ""))),
        ["rng"] = ("source", Known(("source", "/dev/urandom|/dev/random|/dev/hwrng"), ("max_bytes", @"\d+"), ("period", @"\d+"))),
        ["smbios"] = ("uuid", Known(("uuid", "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), ("base64", Boolean), ("family", ""), ("manufacturer", ""), ("product", ""), ("serial", ""), ("sku", ""), ("version", ""))),
        ["startup"] = ("order", Known(("order", @"\d+"), ("up", @"\d+"), ("down", @"\d+"))),
        ["tpmstate"] = ("file", Known(("file", ""), ("version", "v1.2|v2.0"), ("size", @"\d+[KMGT]?"), ("import-from", ""))),
        ["vga"] = ("type", Known(("type", "cirrus|none|qxl|qxl2|qxl3|qxl4|serial0|serial1|serial2|serial3|std|virtio|virtio-gl|vmware"), ("memory", @"\d+"), ("clipboard", "vnc"))),
        ["watchdog"] = ("model", Known(("model", "i6300esb|ib700"), ("action", "reset|shutdown|poweroff|pause|debug|none"))),
        ["cpu"] = ("cputype", Known(("cputype", "[-A-Za-z0-9_]+"), ("flags", @"[-+][-a-z0-9]+(;[-+][-a-z0-9]+)*"), ("hidden", Boolean))),
    };

    private static readonly Dictionary<string, string> Plain = new(StringComparer.Ordinal)
    {
        ["acpi"] = Boolean,
        ["args"] = "",
        ["autostart"] = Boolean,
        ["balloon"] = @"\d+",
        ["bios"] = "ovmf|seabios",
        ["cores"] = @"[1-9]\d*",
        ["cpuunits"] = @"\d+",
        ["description"] = "",
        ["hotplug"] = @"0|1|(network|disk|cpu|memory|usb|cloudinit)(,(network|disk|cpu|memory|usb|cloudinit))*",
        ["kvm"] = Boolean,
        ["localtime"] = Boolean,
        ["lock"] = "backup|clone|create|migrate|rollback|snapshot|snapshot-delete|suspended|suspending",
        ["name"] = @"([A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?",
        ["numa"] = Boolean,
        ["onboot"] = Boolean,
        ["ostype"] = "l24|l26|other|solaris|w2k|w2k3|w2k8|win10|win11|win7|win8|wvista|wxp",
        ["protection"] = Boolean,
        ["reboot"] = Boolean,
        ["scsihw"] = "lsi|lsi53c810|virtio-scsi-pci|virtio-scsi-single|megasas|pvscsi",
        ["serial"] = @"/dev/.+|socket",
        ["sockets"] = @"[1-9]\d*",
        ["tablet"] = Boolean,
        ["tags"] = @"[A-Za-z0-9_][-+.A-Za-z0-9_]*([;, ]+[A-Za-z0-9_][-+.A-Za-z0-9_]*)*",
        ["template"] = Boolean,
        ["vmgenid"] = "0|1|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    };

    // Highest number of what there are several of.
    private static readonly Dictionary<string, int> Several = new(StringComparer.Ordinal)
    {
        ["scsi"] = 30,
        ["virtio"] = 15,
        ["sata"] = 5,
        ["ide"] = 3,
        ["efidisk"] = 0,
        ["tpmstate"] = 0,
        ["net"] = 31,
        ["hostpci"] = 15,
        ["serial"] = 3,
        ["smbios"] = 1,
        ["rng"] = 0,
        ["unused"] = 255,
    };

    private static readonly HashSet<string> Switches = new(Plain.Where(static pair => pair.Value == Boolean).Select(static pair => pair.Key), StringComparer.Ordinal);

    private static string Mac => "[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}";

    /// <summary>How an option of a machine is given; null: there is none of this name.</summary>
    public static OptionKind? KindOf(string name) =>
        !IsKnown(name) ? null : Switches.Contains(name) ? OptionKind.Switch : OptionKind.Text;

    /// <summary>Whether there is an option of this name.</summary>
    public static bool IsKnown(string name) => Several.TryGetValue(Kind(name), out int most) && Number(name) is { } number
        ? number <= most && (Kind(name) != "smbios" || number == 1)
        : Number(name) is null && (Plain.ContainsKey(name) && name != "serial" || Formats.ContainsKey(name) && !Several.ContainsKey(name));

    /// <summary>Whether it is a disk of the machine.</summary>
    public static bool IsDrive(string name) => IsKnown(name) && Kind(name) is "scsi" or "virtio" or "sata" or "ide" or "efidisk" or "tpmstate";

    /// <summary>Whether it is a disk that is attached nowhere.</summary>
    public static bool IsUnused(string name) => IsKnown(name) && Kind(name) == "unused";

    /// <summary>What it is one of: <c>scsi</c> for <c>scsi0</c>.</summary>
    public static string Kind(string name) => name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

    /// <summary>Checks a value; null: it is well.</summary>
    public static string? Objection(string name, string value)
    {
        if (IsDrive(name) && Kind(name) is not ("efidisk" or "tpmstate"))
        {
            return DriveObjection(value);
        }

        string key = Formats.ContainsKey(Kind(name)) ? Kind(name) : name;
        if (!Formats.TryGetValue(key, out (string First, Dictionary<string, string> Known) format))
        {
            string pattern = Plain.GetValueOrDefault(Several.ContainsKey(Kind(name)) ? Kind(name) : name, "");
            return Fits(value, pattern) ? null : pattern.Contains('|', StringComparison.Ordinal) && !pattern.Contains('[', StringComparison.Ordinal)
                ? $"value '{value}' does not have a value in the enumeration '{pattern.Replace("|", ", ", StringComparison.Ordinal)}'"
                : $"invalid format - value '{value}' does not match {pattern}";
        }

        Properties properties;
        try
        {
            properties = Properties.Parse(value, format.First);
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }

        foreach (string property in properties.Names)
        {
            if (!format.Known.TryGetValue(property, out string? pattern))
            {
                return $"invalid format - format error\n{name}.{property}: property is not defined in schema and the schema does not allow additional properties";
            }

            if (!Fits(properties[property]!, pattern))
            {
                return $"invalid format - format error\n{name}.{property}: value '{properties[property]}' does not match {pattern}";
            }
        }

        return key switch
        {
            "hostpci" when properties["host"] is null == properties["mapping"] is null => "invalid format - one of 'host' or 'mapping' must be set, and not both",
            "net" when !properties.Names.Any(static property => property is "model" or "virtio" or "e1000" or "e1000e" or "vmxnet3") => "invalid format - format error\nmodel: property is missing and it is not optional",
            "rng" when properties["source"] is null => "invalid format - format error\nsource: property is missing and it is not optional",
            "watchdog" when properties["model"] is null => null,
            _ => null,
        };
    }

    private static string? DriveObjection(string value)
    {
        Properties properties;
        try
        {
            properties = Properties.Parse(value, "file");
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }

        string? unknown = properties.Names.FirstOrDefault(static property => !DriveKeys.Contains(property));
        return unknown is not null ? $"invalid format - format error\n{unknown}: property is not defined in schema and the schema does not allow additional properties"
            : properties.First is null ? "invalid format - format error\nfile: property is missing and it is not optional"
            : properties["serial"] is { Length: > 20 } ? "invalid format - format error\nserial: value may only be 20 characters long"
            : properties["discard"] is { } discard && !Fits(discard, "ignore|on") ? $"invalid format - format error\ndiscard: value '{discard}' does not have a value in the enumeration 'ignore, on'"
            : DriveSwitches.FirstOrDefault(property => properties[property] is { } flag && !Fits(flag, Boolean)) is { } wrong ? $"invalid format - format error\n{wrong}: type check ('boolean') failed - got '{properties[wrong]}'"
            : null;
    }

    private static int? Number(string name) => Kind(name).Length < name.Length ? int.Parse(name.AsSpan(Kind(name).Length), System.Globalization.CultureInfo.InvariantCulture) : null;

    private static bool Fits(string value, string pattern) => pattern.Length == 0 || Regex.IsMatch(value, $"^(?:{pattern})$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static Dictionary<string, string> Known(params (string Name, string Pattern)[] known) => known.ToDictionary(static pair => pair.Name, static pair => pair.Pattern, StringComparer.Ordinal);
}
