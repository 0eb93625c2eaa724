using Mwan.Config;

namespace Mwan.Build.Machines;

/// <summary>How to run an image by hand.</summary>
public sealed record RunOptions
{
    /// <summary>The image, a qcow2 file; it is never written.</summary>
    public required string Image { get; init; }

    /// <summary>The site that the image was built from: its NICs, memory and cores.</summary>
    public required Site Site { get; init; }

    /// <summary>Where QEMU comes from.</summary>
    public required EmulatorTree Tree { get; init; }

    /// <summary>Directory of a state disk, identity and firmware variables that outlive the run; null: everything is forgotten at the end.</summary>
    public string? KeepState { get; init; }

    /// <summary>Port of 127.0.0.1 that leads to SSH on the management interface. If it is taken, another one is.</summary>
    public int SshPort { get; init; } = 2222;
}
