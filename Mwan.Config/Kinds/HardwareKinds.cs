using System.Globalization;
using System.Text.RegularExpressions;

namespace Mwan.Config.Kinds;

/// <summary>MAC addresses, DUIDs and PCI addresses.</summary>
internal static partial class HardwareKinds
{
    public static readonly TextKind<string> Mac = new("a MAC address", ReadMac)
    {
        Pattern = "^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$",
        Examples = ["d0:fc:d0:7c:85:30"],
        Write = m => m,
    };

    /// <summary>RFC 8415 section 11.1: two bytes of type, then 1 to 128 bytes.</summary>
    public static readonly TextKind<string> Duid = new("a DUID as colon-separated bytes, its two bytes of type first", ReadDuid)
    {
        Pattern = "^([0-9A-Fa-f]{2}:)+[0-9A-Fa-f]{2}$",
        Examples = ["00:03:00:01:d0:fc:d0:7c:85:30"],
        Write = d => d,
    };

    public static readonly TextKind<string> PciAddress = new("a PCI address", ReadPci)
    {
        Pattern = "^([0-9A-Fa-f]{4}:)?[0-9A-Fa-f]{2}:[01][0-9A-Fa-f](\\.[0-7])?$",
        Examples = ["0000:06:00.0"],
        Write = a => a,
    };

    private static string? ReadMac(string text, out string? value)
    {
        value = text.Replace('-', ':').ToLowerInvariant();
        if (!MacPattern().IsMatch(value))
        {
            return $"'{text}' is not a MAC address like d0:fc:d0:7c:85:30";
        }

        int first = int.Parse(value.AsSpan(0, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (first & 1) != 0 ? $"{text} is a multicast address; an interface has a unicast one, with an even first byte"
            : value is "00:00:00:00:00:00" ? $"{text} is no address of an interface; write the one that the interface must have"
            : null;
    }

    private static string? ReadDuid(string text, out string? value)
    {
        value = text.ToLowerInvariant();
        if (!DuidPattern().IsMatch(value))
        {
            return $"'{text}' is not a DUID; write its bytes with colons, the two of the type first, like 00:03:00:01:d0:fc:d0:7c:85:30";
        }

        int bytes = (value.Length + 1) / 3;
        if (bytes is < 3 or > 130)
        {
            return $"this DUID has {bytes} bytes; it has 2 of type and 1 to 128 more (RFC 8415 section 11.1)";
        }

        return value[..5] switch
        {
            "00:00" => "a DUID of type 0 does not exist; type 1 is LLT, 2 EN, 3 LL, 4 UUID",
            "00:03" when value[6..11] is "00:01" && bytes is not 10 => $"a DUID-LL for Ethernet (00:03:00:01) ends with the 6 bytes of a MAC address; this one has {bytes - 4}",
            "00:01" when value[6..11] is "00:01" && bytes is not 14 => $"a DUID-LLT for Ethernet (00:01:00:01) has 4 bytes of time and the 6 of a MAC address; this one has {bytes - 4}",
            "00:04" when bytes is not 18 => $"a DUID-UUID (00:04) has 16 bytes after its type; this one has {bytes - 2}",
            _ => null,
        };
    }

    public static string? ReadPci(string text, out string? value)
    {
        value = text.ToLowerInvariant();
        if (!PciPattern().IsMatch(value))
        {
            return $"'{text}' is not a PCI address like 0000:06:00.0";
        }

        value = value.Length is 5 or 7 ? $"0000:{value}" : value;
        value = value.Contains('.', StringComparison.Ordinal) ? value : $"{value}.0";
        return null;
    }

    [GeneratedRegex(@"^([0-9a-f]{2}:){5}[0-9a-f]{2}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MacPattern();

    [GeneratedRegex(@"^([0-9a-f]{2}:)+[0-9a-f]{2}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DuidPattern();

    [GeneratedRegex(@"^([0-9a-f]{4}:)?[0-9a-f]{2}:[01][0-9a-f](\.[0-7])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PciPattern();
}
