namespace Mwan.Build.Proxmox;

/// <summary>Values of options with parts: <c>local-lvm:vm-113-disk-0,size=4G,serial=mwan-state</c>. The first part may have no name.</summary>
public static class OptionText
{
    /// <summary>The first part.</summary>
    public static string First(string value) => value.Split(',')[0];

    /// <summary>A named part; null: it is not there.</summary>
    public static string? Value(string value, string name) =>
        value.Split(',').Where(part => part.StartsWith($"{name}=", StringComparison.Ordinal)).Select(part => part[(name.Length + 1)..]).FirstOrDefault();

    /// <summary>Whether a value has all parts that are wanted; what else it has (a size, a MAC that the host chose) does not count.</summary>
    public static bool Has(string value, string wanted)
    {
        string[] parts = value.Split(',');
        return wanted.Split(',').All(part => parts.Contains(part, StringComparer.OrdinalIgnoreCase));
    }
}
