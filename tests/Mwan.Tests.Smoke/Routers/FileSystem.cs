using System.Buffers.Binary;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>An ext4 file system from outside (kernel documentation, ext4 super block).</summary>
internal static class FileSystem
{
    private const int SuperBlock = 1024;
    private const ushort Magic = 0xEF53;
    private const ushort Clean = 1;
    private const uint NeedsRecovery = 4;

    /// <summary>Whether it was unmounted, its journal empty.</summary>
    public static async Task<bool> IsCleanAsync(string file)
    {
        byte[] block = await Bench.Disks.ReadAsync(file, SuperBlock, 1024);
        return BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(0x38)) == Magic
            && BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(0x3A)) == Clean
            && (BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(0x60)) & NeedsRecovery) == 0;
    }
}
