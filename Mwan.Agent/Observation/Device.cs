namespace Mwan.Agent.Observation;

/// <summary>An interface of the kernel.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Up">Whether it is turned on.</param>
/// <param name="Carrier">Whether the other end is there.</param>
/// <param name="Driver">Kernel driver, or kind of a virtual link; null: unknown.</param>
/// <param name="Location">Device that carries it, e.g. a PCI address; null: none.</param>
/// <param name="Mac">MAC in use; null: none.</param>
/// <param name="PermanentMac">MAC of the hardware; null: unknown.</param>
/// <param name="Mtu">MTU in bytes.</param>
/// <param name="Addresses">Addresses that can be used, as <c>ADDRESS/LENGTH</c>, without link-local ones.</param>
/// <param name="LinkLocal">Link-local IPv6 addresses, as <c>ADDRESS/LENGTH</c>.</param>
/// <param name="Duplicates">Addresses that another host on the link has too (duplicate address detection).</param>
internal sealed record Device(
    int Index,
    bool Up,
    bool Carrier,
    string? Driver,
    string? Location,
    string? Mac,
    string? PermanentMac,
    int Mtu,
    IReadOnlyList<string> Addresses,
    IReadOnlyList<string> LinkLocal,
    IReadOnlyList<string> Duplicates);
