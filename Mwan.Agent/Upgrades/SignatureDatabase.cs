using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Mwan.Agent.Upgrades;

/// <summary>The certificates whose signatures the firmware accepts: the variable <c>db</c> of UEFI Secure Boot.</summary>
internal static class SignatureDatabase
{
    // The variable of efivarfs begins with its attributes.
    private const int Attributes = sizeof(uint);

    // EFI_SIGNATURE_LIST (UEFI 2.10, section 32.4.1): type, size of the list, size of its header, size of each signature.
    private const int ListHeader = 16 + (3 * sizeof(uint));

    // EFI_SIGNATURE_DATA: its owner, then the signature.
    private const int Owner = 16;

    private static readonly Guid X509 = new("a5c059a1-94e4-4aa7-87b5-ab155c2bf072");

    /// <summary>Reads it.</summary>
    /// <returns>SHA-256 of each certificate (DER), in hexadecimal digits; null: the firmware boots anything.</returns>
    public static IReadOnlyList<string>? Read(Layout layout)
    {
        if (Observation.Boot.Read(layout).SecureBoot is not true)
        {
            return null;
        }

        try
        {
            return [.. Certificates(File.ReadAllBytes(layout.SignatureDatabase))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The certificates of a variable; what is no list of signatures ends it.</summary>
    /// <param name="variable">As efivarfs has it.</param>
    public static IEnumerable<string> Certificates(byte[] variable)
    {
        ReadOnlyMemory<byte> rest = variable.AsMemory(Math.Min(Attributes, variable.Length));
        while (rest.Length >= ListHeader)
        {
            Guid type = new(rest.Span[..16]);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[16..]);
            long header = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[20..]);
            long each = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[24..]);
            if (size < ListHeader || size > rest.Length || header > size - ListHeader || each <= Owner)
            {
                yield break;
            }

            ReadOnlyMemory<byte> signatures = rest[(int)(ListHeader + header)..(int)size];
            for (; type == X509 && signatures.Length >= each; signatures = signatures[(int)each..])
            {
                yield return Convert.ToHexStringLower(SHA256.HashData(signatures.Span[Owner..(int)each]));
            }

            rest = rest[(int)size..];
        }
    }
}
