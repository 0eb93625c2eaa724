namespace Mwan.Build.Machines;

/// <summary>
/// QEMU's own network stack with a DHCP server and <c>restrict=on</c>: the guest reaches nothing, the host reaches the forwards.
/// </summary>
/// <param name="Forwards">Ports that lead into the guest, from 127.0.0.1 only.</param>
public sealed record UserBackend(params IReadOnlyList<HostForward> Forwards) : NicBackend;
