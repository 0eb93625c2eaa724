using System.Buffers.Binary;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>A partition of a disk (UEFI specification, chapter 5).</summary>
/// <param name="Type">What it is for.</param>
/// <param name="Start">Its first byte on the disk.</param>
/// <param name="Length">Its size in bytes.</param>
internal sealed record GptPartition(Guid Type, long Start, long Length)
{
    /// <summary>A root of x86-64 (Discoverable Partitions Specification).</summary>
    public static Guid Root { get; } = Guid.Parse("4f68bce3-e8cd-4db1-96e7-fbcaf984b709");

    /// <summary>The hash tree of a root of x86-64, dm-verity.</summary>
    public static Guid RootVerity { get; } = Guid.Parse("2c7357ed-ebd2-46d9-aec1-23d437ec2bf5");

    private const int Sector = 512;
    private const int Entry = 128;
    private const int Entries = 128;

    /// <summary>The partitions of the disk in a qcow2 file.</summary>
    public static async Task<IReadOnlyList<GptPartition>> ReadAsync(string file)
    {
        byte[] table = await Bench.Disks.ReadAsync(file, 2 * Sector, Entries * Entry);
        return [.. table.Chunk(Entry).Select(Parse).Where(partition => partition.Type != Guid.Empty)];
    }

    private static GptPartition Parse(byte[] entry)
    {
        long first = BinaryPrimitives.ReadInt64LittleEndian(entry.AsSpan(32));
        long last = BinaryPrimitives.ReadInt64LittleEndian(entry.AsSpan(40));
        return new GptPartition(new Guid(entry.AsSpan(0, 16)), first * Sector, (last - first + 1) * Sector);
    }
}
