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
    /// <returns>The certificates (DER); null: the firmware boots anything.</returns>
    /// <exception cref="IOException">It cannot be read; the message is a sentence.</exception>
    public static IReadOnlyList<byte[]>? Read(Layout layout)
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
            throw new IOException($"The firmware boots only what is signed (Secure Boot), and does not tell by whom: {exception.Message}", exception);
        }
    }

    /// <summary>The name of a certificate: SHA-256 in hexadecimal digits.</summary>
    public static string Fingerprint(byte[] certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate));

    /// <summary>The certificates of a variable; what is no list of signatures ends it.</summary>
    /// <param name="variable">As efivarfs has it.</param>
    public static IEnumerable<byte[]> Certificates(byte[] variable)
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
                yield return signatures[Owner..(int)each].ToArray();
            }

            rest = rest[(int)size..];
        }
    }
}
