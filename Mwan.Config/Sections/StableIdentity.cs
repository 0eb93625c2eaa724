using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mwan.Config.Sections;

/// <summary>Identities that are the same whenever and wherever the same names are given. Changing this code changes leases in the field.</summary>
internal static class StableIdentity
{
    /// <summary>An IAID from a WAN's name, never zero.</summary>
    public static uint Iaid(string wan) => Math.Max(1, BinaryPrimitives.ReadUInt32BigEndian(Hash("iaid", wan)));

    /// <summary>A DUID-UUID (RFC 6355): type 4 and a UUID of version 8 (RFC 9562 section 5.8).</summary>
    public static string Duid(string appliance, string domain, string wan)
    {
        byte[] uuid = Hash("duid", appliance, domain, wan)[..16];
        uuid[6] = (byte)((uuid[6] & 0x0f) | 0x80);
        uuid[8] = (byte)((uuid[8] & 0x3f) | 0x80);
        return "00:04:" + string.Join(':', uuid.Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }

    // Zero bytes between the parts, which hold none themselves: no two lists of parts give the same text.
    private static byte[] Hash(params string[] parts) => SHA256.HashData(Encoding.UTF8.GetBytes("mwan\0" + string.Join('\0', parts)));
}
