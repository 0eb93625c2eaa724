using System.Net;

namespace Mwan.Config;

/// <summary>How one address family of a link is configured.</summary>
/// <param name="Mode">Where the address comes from.</param>
/// <param name="Address">The address for <see cref="AddressingMode.Static"/>, otherwise null.</param>
/// <param name="Gateway">The default gateway for <see cref="AddressingMode.Static"/>; null: none.</param>
public sealed record Addressing(AddressingMode Mode, InterfaceAddress? Address = null, IPAddress? Gateway = null);
