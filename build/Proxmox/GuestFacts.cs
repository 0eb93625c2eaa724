namespace Mwan.Build.Proxmox;

/// <summary>What the box itself tells, through the guest agent.</summary>
public sealed record GuestFacts
{
    /// <summary>Nobody answers.</summary>
    public static GuestFacts Silent { get; } = new();

    /// <summary>Whether the guest agent (of QEMU) answers.</summary>
    public bool Answers { get; init; }

    /// <summary>Version that it runs; null: it does not tell.</summary>
    public string? Version { get; init; }

    /// <summary>Hash of the site that it was built for; null: it does not tell.</summary>
    public string? ConfigHash { get; init; }

    /// <summary>Its slots; empty: it does not tell.</summary>
    public IReadOnlyList<GuestSlot> Slots { get; init; } = [];

    /// <summary>What needs a person; null: mwan's own agent does not answer.</summary>
    public IReadOnlyList<GuestFinding>? Findings { get; init; }

    /// <summary>Ways (a member and a family, <c>att IPv4</c>) by which it reaches the Internet.</summary>
    public IReadOnlyList<string> HealthyWays { get; init; } = [];

    /// <summary>Files that lack in its certificate slot.</summary>
    public IReadOnlyList<string> MissingCertificates { get; init; } = [];

    /// <summary>What <c>mwan status</c> shows to people.</summary>
    public string StatusText { get; init; } = "";

    /// <summary>Whether all is well.</summary>
    public bool IsHealthy => Findings is { Count: 0 };

    /// <summary>The slot that was booted.</summary>
    public GuestSlot? Running => Slots.FirstOrDefault(static slot => slot.Running);

    /// <summary>The other slot.</summary>
    public GuestSlot? Other => Slots.FirstOrDefault(static slot => !slot.Running);
}
