using System.Globalization;

namespace Mwan.Tests.Proxmox.Host.Storages;

/// <summary>Sizes as Proxmox writes them.</summary>
internal static class Sizes
{
    private const string Units = "KMGT";

    /// <summary>Bytes of <c>4G</c>, <c>528K</c> or <c>1048576</c>.</summary>
    /// <exception cref="FormatException">It is no size.</exception>
    public static long Parse(string text)
    {
        int unit = Units.IndexOf(text[^1], StringComparison.Ordinal);
        decimal number = decimal.Parse(unit < 0 ? text : text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return (long)(number * (1L << (10 * (unit + 1))));
    }

    /// <summary>The largest unit in which the size is a whole number (<c>PVE::JSONSchema::format_size</c>).</summary>
    public static string Print(long bytes)
    {
        int unit = 0;
        while (unit < Units.Length && bytes % 1024 == 0 && bytes > 0)
        {
            bytes /= 1024;
            unit++;
        }

        return unit == 0 ? bytes.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{bytes}{Units[unit - 1]}");
    }
}
