using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Mwan.Agent.Kernel;

namespace Mwan.Agent.Observation;

/// <summary>Room of a file system.</summary>
/// <param name="Size">Bytes in all.</param>
/// <param name="Free">Bytes that a process without privileges may still write.</param>
/// <param name="Files">Inodes in all; 0: the file system has no such limit.</param>
/// <param name="FreeFiles">Inodes left.</param>
internal sealed record DiskUse(long Size, long Free, long Files, long FreeFiles)
{
    /// <summary>Use in percent, 0-100, of bytes or inodes, whichever is nearer to its end.</summary>
    public int Percent => Math.Max(PercentOf(Size, Free), PercentOf(Files, FreeFiles));

    /// <summary>Asks the file system. This may wait for a disk: never call it from the loop.</summary>
    /// <exception cref="Win32Exception">The file system cannot tell.</exception>
    public static DiskUse Read(string path)
    {
        Span<byte> status = stackalloc byte[120];
        if (Libc.FileSystemStatus(path, status) < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        // struct statfs on x86-64: f_type, f_bsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, eight bytes each.
        long block = BinaryPrimitives.ReadInt64LittleEndian(status[8..]);
        return new DiskUse(
            BinaryPrimitives.ReadInt64LittleEndian(status[16..]) * block,
            BinaryPrimitives.ReadInt64LittleEndian(status[32..]) * block,
            BinaryPrimitives.ReadInt64LittleEndian(status[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(status[48..]));
    }

    private static int PercentOf(long all, long free) => all <= 0 ? 0 : (int)Math.Clamp(100 - (free * 100 / all), 0, 100);
}
