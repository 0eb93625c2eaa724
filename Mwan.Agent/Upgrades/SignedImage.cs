using System.Buffers.Binary;

namespace Mwan.Agent.Upgrades;

/// <summary>What firmware would say of a program that it is to boot. The signature itself is the firmware's to verify.</summary>
internal static class SignedImage
{
    // PE format: offset of the header, then of the optional header behind the COFF header; in the one of 64 bits, the directory of
    // certificates, which has an offset in the file and a size.
    private const int HeaderOffset = 0x3c;
    private const int Optional = 24;
    private const int Certificates = Optional + 112 + (4 * 8);

    /// <summary>Whether one of these certificates is in its signature.</summary>
    /// <param name="path">The program.</param>
    /// <param name="known">Certificates (DER).</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool Holds(string path, IEnumerable<byte[]> known)
    {
        using FileStream file = File.OpenRead(path);
        long header = Read(file, HeaderOffset);
        long offset = Read(file, header + Certificates);
        long size = Read(file, header + Certificates + sizeof(uint));
        if (offset == 0 || size == 0 || offset + size > file.Length || size > 1 << 20)
        {
            return false;
        }

        byte[] signature = new byte[size];
        file.Position = offset;
        file.ReadExactly(signature);
        return known.Any(certificate => signature.AsSpan().IndexOf(certificate) >= 0);
    }

    private static uint Read(FileStream file, long offset)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        file.Position = offset;
        return file.ReadAtLeast(number, number.Length, throwOnEndOfStream: false) < number.Length ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(number);
    }
}
