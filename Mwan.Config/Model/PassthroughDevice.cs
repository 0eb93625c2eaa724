namespace Mwan.Config;

/// <summary>A PCI device of the host: a whole one by address, or a virtual function of a NIC.</summary>
public sealed record PassthroughDevice
{
    /// <summary>PCI address <c>0000:06:00.0</c> of a whole device; null for a virtual function.</summary>
    public string? Address { get; init; }

    /// <summary>Interface name of the physical function; null for a whole device.</summary>
    public string? VirtualFunctionOf { get; init; }

    /// <summary>Number of the virtual function, from 0.</summary>
    public int VirtualFunction { get; init; }

    /// <summary>Trust (<c>ip link set PF vf N trust</c>): EAPOL and MAC changes pass.</summary>
    public bool Trust { get; init; }

    /// <summary>Source address check of the NIC.</summary>
    public bool SpoofCheck { get; init; } = true;

    /// <summary>Link state: <c>auto</c> follows the cable, <c>enable</c> and <c>disable</c> do not.</summary>
    public string LinkState { get; init; } = "auto";

    /// <summary>MAC that the physical function gives it; null: random.</summary>
    public string? Mac { get; init; }
}
