using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mwan.Config.Kinds;

/// <summary>IPv4 addresses that follow each other: <c>10.250.250.2-6</c> or <c>10.250.250.2-10.250.250.6</c>.</summary>
internal static class AddressRangeKind
{
    private const uint MostAddresses = 256;

    public static readonly TextKind<IReadOnlyList<IPAddress>> Instance = new("an IPv4 address or a range of them", Read)
    {
        Pattern = @"^[0-9.]+(-[0-9.]+)?$",
        Examples = ["10.250.250.2", "10.250.250.2-6"],
    };

    private static string? Read(string text, out IReadOnlyList<IPAddress>? value)
    {
        value = null;
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        string first = dash < 0 ? text : text[..dash];
        if (!TryParse(first, out IPAddress from))
        {
            return $"'{text}' is not an IPv4 address like 10.250.250.2, or a range like 10.250.250.2-6";
        }

        if (dash < 0)
        {
            value = [from];
            return null;
        }

        string last = text[(dash + 1)..];
        string end = last.Contains('.', StringComparison.Ordinal) ? last : string.Concat(first.AsSpan(0, first.LastIndexOf('.') + 1), last);
        if (!TryParse(end, out IPAddress to))
        {
            return $"'{last}' does not end a range; write its last number or its last address, like 10.250.250.2-6";
        }

        (uint low, uint high) = (Number(from), Number(to));
        if (high < low || high - low >= MostAddresses)
        {
            return high < low
                ? $"the range {text} ends before it begins"
                : string.Create(CultureInfo.InvariantCulture, $"the range {text} has {high - low + 1} addresses; at most {MostAddresses} go into one");
        }

        value = [.. Enumerable.Range(0, (int)(high - low) + 1).Select(i => Address(low + (uint)i))];
        return null;
    }

    private static bool TryParse(string text, out IPAddress address) =>
        AddressKinds.TryParse(text, out address) && address.AddressFamily is AddressFamily.InterNetwork;

    private static uint Number(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress Address(uint number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
