using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Networkd;

/// <summary>
/// Reads the JSON of <c>Manager.Describe</c>, see org.freedesktop.network1(5) and systemd 257's networkd-json.c: addresses are
/// arrays of bytes, times are microseconds of CLOCK_BOOTTIME, and what has no end is left out.
/// </summary>
internal static class Description
{
    private const string FromDhcp = "DHCPv4";

    /// <summary>The interfaces; values of another form than expected are passed over.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static IReadOnlyList<LinkDescription> Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. Items(document.RootElement, "Interfaces").Select(Link).OfType<LinkDescription>()];
    }

    private static LinkDescription? Link(JsonElement link)
    {
        JsonElement client = Property(link, "DHCPv6Client");
        return Text(link, "Name") is { } name
            ? new LinkDescription(
                name,
                Lease(link),
                [.. Items(client, "Prefixes").Select(DelegatedPrefix).OfType<DescribedPrefix>()],
                Property(client, "Lease").ValueKind == JsonValueKind.Object)
            : null;
    }

    private static DescribedPrefix? DelegatedPrefix(JsonElement prefix) =>
        Address(prefix, "Prefix", AddressFamily.InterNetworkV6) is { } address && Number(prefix, "PrefixLength") is { } length
            ? new DescribedPrefix(address, (int)Math.Min(length, int.MaxValue), Moment(prefix, "PreferredLifetimeUSec"), Moment(prefix, "ValidLifetimeUSec"))
            : null;

    private static Lease? Lease(JsonElement link)
    {
        foreach (JsonElement item in Items(link, "Addresses"))
        {
            if (Text(item, "ConfigSource") == FromDhcp
                && Address(item, "Address", AddressFamily.InterNetwork) is { } address
                && Number(item, "PrefixLength") is > 0 and <= 32 and var length
                && IsHost(address))
            {
                return new Lease(new InterfaceAddress(address, (int)length), Gateway(link));
            }
        }

        return null;
    }

    private static IPAddress? Gateway(JsonElement link) => Items(link, "Routes")
        .Where(route => Text(route, "ConfigSource") == FromDhcp && Number(route, "DestinationPrefixLength") == 0)
        .Select(route => Address(route, "Gateway", AddressFamily.InterNetwork))
        .FirstOrDefault(gateway => gateway is not null && IsHost(gateway));

    // Not 0.0.0.0/8, 127.0.0.0/8, multicast, or beyond (RFC 6890).
    private static bool IsHost(IPAddress address) => address.GetAddressBytes()[0] is not 0 and not 127 and < 224;

    private static TimeSpan? Moment(JsonElement element, string name) => Number(element, name) switch
    {
        null => null,
        { } microseconds when microseconds < (ulong)TimeSpan.MaxValue.TotalMicroseconds => TimeSpan.FromMicroseconds((long)microseconds),
        _ => null,
    };

    private static IPAddress? Address(JsonElement element, string name, AddressFamily family)
    {
        int length = family == AddressFamily.InterNetwork ? 4 : 16;
        byte[] bytes = new byte[length];
        int count = 0;
        foreach (JsonElement item in Items(element, name))
        {
            if (count == length || item.ValueKind != JsonValueKind.Number || !item.TryGetByte(out bytes[count]))
            {
                return null;
            }

            count++;
        }

        return count == length ? new IPAddress(bytes) : null;
    }

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : default;

    private static JsonElement[] Items(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    private static string? Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static ulong? Number(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt64(out ulong number) ? number : null;
}
