namespace Mwan.Tests.Smoke.Routers;

/// <summary>What a router finds where its state disk should be.</summary>
internal enum StateDiskKind
{
    /// <summary>A disk that nothing was ever written to.</summary>
    Blank,

    /// <summary>No disk.</summary>
    Absent,

    /// <summary>A disk whose file system is destroyed.</summary>
    Damaged,
}
