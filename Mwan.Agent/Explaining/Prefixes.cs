using System.Net;

namespace Mwan.Agent.Explaining;

/// <summary>Prefix translation of single addresses (RFC 6296 without its checksum-neutral mapping, as NETMAP does).</summary>
internal static class Prefixes
{
    /// <summary>The address with another prefix; the bits behind the prefix stay.</summary>
    public static IPAddress Swap(IPAddress address, IPNetwork prefix)
    {
        byte[] bytes = address.GetAddressBytes();
        byte[] start = prefix.BaseAddress.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            int bits = Math.Clamp(prefix.PrefixLength - (8 * i), 0, 8);
            int mask = 0xff << (8 - bits) & 0xff;
            bytes[i] = (byte)((start[i] & mask) | (bytes[i] & ~mask));
        }

        return new IPAddress(bytes);
    }
}
