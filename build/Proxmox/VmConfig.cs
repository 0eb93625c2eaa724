using System.Globalization;

namespace Mwan.Build.Proxmox;

/// <summary>The configuration of a VM as <c>qm config</c> prints it, <c>key: value</c> line by line.</summary>
/// <param name="Vmid">Number of the VM.</param>
/// <param name="Options">Its options; the description is percent-encoded as it is printed.</param>
public sealed record VmConfig(int Vmid, IReadOnlyDictionary<string, string> Options)
{
    private const string Unused = "unused";

    /// <summary>Its tags, lower case.</summary>
    public IReadOnlySet<string> Tags =>
        this["tags"]?.ToLowerInvariant().Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal) ?? [];

    /// <summary>The lock that a task holds or left behind; null: none.</summary>
    public string? Lock => this["lock"];

    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate => string.Equals(this["template"], "1", StringComparison.Ordinal);

    /// <summary>Whether the host refuses to take disks from it, and to destroy it.</summary>
    public bool IsProtected => string.Equals(this["protection"], "1", StringComparison.Ordinal);

    /// <summary>Its description as it was given.</summary>
    public string Description => Uri.UnescapeDataString(this["description"] ?? "").TrimEnd('\n');

    /// <summary>When it was created, seconds since 1970; null: unknown.</summary>
    public long? Created => OptionText.Value(this["meta"] ?? "", "ctime") is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long time) ? time : null;

    /// <summary>Host devices that it has: PCI addresses with domain, without function where all of a device's are meant.</summary>
    public IEnumerable<string> HostDevices =>
        from option in Options
        where option.Key.StartsWith("hostpci", StringComparison.Ordinal)
        from address in (OptionText.Value(option.Value, "host") ?? OptionText.First(option.Value)).Split(';', StringSplitOptions.RemoveEmptyEntries)
        where address.Contains(':', StringComparison.Ordinal)
        select PciAddress.WithDomain(address);

    /// <summary>Resource mappings of the cluster by which it has host devices.</summary>
    public IEnumerable<string> HostMappings =>
        Options.Where(static option => option.Key.StartsWith("hostpci", StringComparison.Ordinal)).Select(static option => OptionText.Value(option.Value, "mapping")).OfType<string>();

    /// <summary>Its volumes that no drive uses, by option (<c>unused0</c>).</summary>
    public IEnumerable<(string Option, string Volume)> UnusedVolumes =>
        Options.Where(static option => option.Key.StartsWith(Unused, StringComparison.Ordinal)).Select(static option => (option.Key, OptionText.First(option.Value)));

    /// <summary>The value of an option; null: it is not set.</summary>
    public string? this[string option] => Options.GetValueOrDefault(option);

    /// <summary>The volume of a drive; null: it has none.</summary>
    public string? Volume(string drive) => this[drive] is { } value ? OptionText.First(value) : null;

    /// <summary>Reads what <c>qm config</c> printed.</summary>
    public static VmConfig Parse(int vmid, string text)
    {
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            if (line.Split(": ", 2) is [{ Length: > 0 } key, var value])
            {
                options[key] = value.TrimEnd();
            }
        }

        return new VmConfig(vmid, options);
    }
}
