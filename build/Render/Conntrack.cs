using System.Numerics;

namespace Mwan.Build.Render;

/// <summary>Size of the connection table, from the VM's memory.</summary>
/// <param name="Maximum">Connections at most (<c>nf_conntrack_max</c>).</param>
/// <param name="Buckets">Hash buckets (<c>hashsize</c>), a power of two.</param>
public sealed record Conntrack(int Maximum, int Buckets)
{
    private const int MemoryWithoutProxmox = 1024;

    // One entry with its extensions takes about 320 bytes of slab, so a full table takes 4 to 8 % of the memory.
    private const int EntriesPerMiB = 256;

    /// <summary>The size for a VM of so many MiB; null: as for 1 GiB. The kernel's own default would be one entry per 32 KiB.</summary>
    public static Conntrack For(int? memoryMiB)
    {
        int maximum = 1 << BitOperations.Log2((uint)((memoryMiB ?? MemoryWithoutProxmox) * EntriesPerMiB));
        return new Conntrack(maximum, maximum / 4);
    }
}
