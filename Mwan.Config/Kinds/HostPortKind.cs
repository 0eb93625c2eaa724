using System.Globalization;
using System.Net;

namespace Mwan.Config.Kinds;

/// <summary><c>HOST:PORT</c>, with brackets around an IPv6 address (RFC 3986 section 3.2.2).</summary>
internal static class HostPortKind
{
    public static readonly TextKind<HostPort> Required = new("a host and a port", (text, out value) => Read(text, portNeeded: true, out value))
    {
        Examples = ["192.0.2.1:443", "[2001:db8::1]:443"],
    };

    public static readonly TextKind<HostPort> Optional = new("a host, with or without a port", (text, out value) => Read(text, portNeeded: false, out value))
    {
        Examples = ["192.0.2.1", "2001:db8::1"],
    };

    private static string? Read(string text, bool portNeeded, out HostPort? value)
    {
        value = null;
        (string host, string? port) = Split(text);
        if (!NameKinds.IsHost(host))
        {
            return $"'{text}' is not {(portNeeded ? "HOST:PORT, like 192.0.2.1:443 or \"[2001:db8::1]:443\"" : "an IP address or a host name")}";
        }

        if (port is null)
        {
            value = new HostPort(Usual(host), null);
            return !portNeeded ? null
                : host.Contains(':', StringComparison.Ordinal) ? $"'{text}' lacks a port; write \"[{text}]:443\", with brackets around the address"
                : $"'{text}' lacks a port; write {text}:443 or the like";
        }

        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 65535)
        {
            return $"'{port}' is not a port from 1 to 65535";
        }

        value = new HostPort(Usual(host), number);
        return null;
    }

    private static (string Host, string? Port) Split(string text)
    {
        int bracket = text.IndexOf("]:", StringComparison.Ordinal);
        if (text.StartsWith('[') && bracket > 0)
        {
            return (text[1..bracket], text[(bracket + 2)..]);
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && colon == text.LastIndexOf(':') ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }

    private static string Usual(string host) => AddressKinds.TryParse(host, out IPAddress address) ? address.ToString() : host;
}
