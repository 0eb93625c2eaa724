namespace Mwan.Agent.Observation;

/// <summary>The disk that outlives an image.</summary>
internal sealed record StateDisk
{
    /// <summary>Serial number of the disk, by which it is found.</summary>
    public const string Serial = "mwan-state";

    /// <summary>Whether a disk is mounted, and answers.</summary>
    public required StateKind Kind { get; init; }

    /// <summary>Why state is volatile or unknown; null: it is neither.</summary>
    public string? Reason { get; init; }

    /// <summary>What is mounted, e.g. <c>/dev/sdb</c>; null: nothing.</summary>
    public string? Source { get; init; }

    /// <summary>Type of the file system; null: nothing is mounted.</summary>
    public string? FileSystem { get; init; }

    /// <summary>Whether the file system refuses writes.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Errors that the file system has counted since it was last checked; 0 where it does not count.</summary>
    public int Errors { get; init; }

    /// <summary>Room and its use; null: the disk has not answered.</summary>
    public DiskUse? Use { get; init; }
}
