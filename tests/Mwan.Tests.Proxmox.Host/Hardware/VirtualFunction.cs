namespace Mwan.Tests.Proxmox.Host.Hardware;

/// <summary>How a physical function treats one of its virtual functions, as the i40e driver has it at first.</summary>
/// <param name="Address">PCI address of the virtual function.</param>
internal sealed record VirtualFunction(string Address)
{
    public string Mac { get; init; } = "00:00:00:00:00:00";

    public bool Trust { get; init; }

    public bool SpoofCheck { get; init; } = true;

    public string LinkState { get; init; } = "auto";

    public int Vlan { get; init; }
}
