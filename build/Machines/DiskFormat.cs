namespace Mwan.Build.Machines;

/// <summary>Format of a disk file, as QEMU names it.</summary>
public enum DiskFormat
{
    /// <summary>The bytes of the disk.</summary>
    Raw,

    /// <summary>QEMU's own, sparse, with an optional base file.</summary>
    Qcow2,
}
