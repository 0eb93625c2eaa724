using System.Net;
using System.Net.Sockets;

namespace Mwan.Config;

/// <summary>Arithmetic on address prefixes that <see cref="IPNetwork"/> lacks.</summary>
public static class Prefix
{
    /// <summary>Bits in an address of this family: 32 or 128.</summary>
    public static int Bits(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
    }

    /// <summary>The prefix of <paramref name="length"/> bits that holds <paramref name="address"/>; host bits are cleared.</summary>
    public static IPNetwork Of(IPAddress address, int length)
    {
        ArgumentNullException.ThrowIfNull(address);
        byte[] bytes = address.GetAddressBytes();
        for (int bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    /// <summary>The highest address of the prefix.</summary>
    public static IPAddress Last(IPNetwork network)
    {
        byte[] bytes = network.BaseAddress.GetAddressBytes();
        for (int bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    /// <summary>Whether the two prefixes share an address. Prefixes of different families never do.</summary>
    public static bool Overlap(IPNetwork left, IPNetwork right) =>
        left.BaseAddress.AddressFamily == right.BaseAddress.AddressFamily
        && (left.Contains(right.BaseAddress) || right.Contains(left.BaseAddress));
}
