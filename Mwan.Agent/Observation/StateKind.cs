namespace Mwan.Agent.Observation;

/// <summary>Whether state outlives a power-off.</summary>
internal enum StateKind
{
    /// <summary>It lies on a disk.</summary>
    Disk,

    /// <summary>It lies in memory.</summary>
    Volatile,

    /// <summary>It should lie on a disk, which does not answer.</summary>
    Unknown,
}
