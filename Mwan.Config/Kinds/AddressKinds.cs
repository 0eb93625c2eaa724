using System.Net;
using System.Net.Sockets;

namespace Mwan.Config.Kinds;

/// <summary>Addresses and prefixes. The forms that <see cref="IPAddress"/> takes besides the usual ones are refused.</summary>
internal static class AddressKinds
{
    public static readonly TextKind<IPAddress> Ipv4 = Address("an IPv4 address", "10.250.250.2", AddressFamily.InterNetwork);

    public static readonly TextKind<IPAddress> Ipv6 = Address("an IPv6 address", "2001:db8::1", AddressFamily.InterNetworkV6);

    public static readonly TextKind<IPAddress> Any = Address("an IP address", "192.0.2.1", null);

    public static readonly TextKind<InterfaceAddress> Ipv4Interface = Interface("an IPv4 address with its prefix length", "10.250.250.1/29", AddressFamily.InterNetwork);

    public static readonly TextKind<InterfaceAddress> Ipv6Interface = Interface("an IPv6 address with its prefix length", "2001:db8::1/64", AddressFamily.InterNetworkV6);

    public static readonly TextKind<InterfaceAddress> AnyInterface = Interface("an IP address with its prefix length", "10.11.0.102/24", null);

    public static readonly TextKind<IPNetwork> Ipv4Network = Network("an IPv4 prefix", "10.20.0.0/16", AddressFamily.InterNetwork);

    public static readonly TextKind<IPNetwork> Ipv6Network = Network("an IPv6 prefix", "2001:db8::/60", AddressFamily.InterNetworkV6);

    public static readonly TextKind<IPNetwork> AnyNetwork = Network("an IP prefix", "198.51.100.0/24", null);

    /// <summary>Reads an address in its usual form: four decimal numbers without leading zeros, or RFC 4291 section 2.2 without a zone.</summary>
    public static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.None;
        bool usual = text.Contains(':', StringComparison.Ordinal)
            ? !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal) && !text.Contains('/', StringComparison.Ordinal)
            : text.Split('.') is { Length: 4 } parts
                && parts.All(p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit) && (p.Length is 1 || p[0] is not '0'));
        if (!usual || !IPAddress.TryParse(text, out IPAddress? parsed))
        {
            return false;
        }

        address = parsed;
        return true;
    }

    private static TextKind<IPAddress> Address(string noun, string example, AddressFamily? family) => new(noun, (text, out value) =>
    {
        if (TryParse(text, out value!) && (family is null || value.AddressFamily == family))
        {
            return null;
        }

        return text.Contains('/', StringComparison.Ordinal)
            ? $"'{text}' is not {noun}; leave the prefix length out"
            : $"'{text}' is not {noun} like {example}";
    })
    {
        Examples = [example],
        Write = a => a.ToString(),
    };

    private static TextKind<InterfaceAddress> Interface(string noun, string example, AddressFamily? family) => new(noun, (text, out value) =>
    {
        string? wrong = SplitPrefix(text, noun, example, family, out IPAddress address, out int length);
        value = wrong is null ? new InterfaceAddress(address, length) : null;
        return wrong;
    })
    {
        Examples = [example],
        Write = a => a.ToString(),
    };

    private static TextKind<IPNetwork> Network(string noun, string example, AddressFamily? family) => new(noun, (text, out value) =>
    {
        value = default;
        if (SplitPrefix(text, noun, example, family, out IPAddress address, out int length) is string wrong)
        {
            return wrong;
        }

        value = Prefix.Of(address, length);
        return value.BaseAddress.Equals(address) ? null : $"{text} has bits set after its first {length}; the prefix is {value}";
    })
    {
        Examples = [example],
        Write = n => n.ToString(),
    };

    private static string? SplitPrefix(string text, string noun, string example, AddressFamily? family, out IPAddress address, out int length)
    {
        address = IPAddress.None;
        length = 0;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string host = slash < 0 ? text : text[..slash];
        if (!TryParse(host, out address) || (family is not null && address.AddressFamily != family))
        {
            return $"'{text}' is not {noun} like {example}";
        }

        if (slash < 0)
        {
            return $"'{text}' lacks its prefix length; write {noun} like {example}";
        }

        string bits = text[(slash + 1)..];
        return bits.Length is > 0 and <= 3 && bits.All(char.IsAsciiDigit)
            && int.TryParse(bits, System.Globalization.CultureInfo.InvariantCulture, out length) && length <= Prefix.Bits(address)
            ? null
            : $"'{bits}' is not a prefix length; write a number from 0 to {Prefix.Bits(address)} after the slash";
    }
}
