namespace Mwan.Build.Machines;

/// <summary>A TCP port of 127.0.0.1 that leads to a port of the guest.</summary>
/// <param name="GuestPort">1-65535.</param>
/// <param name="HostPort">1-65535, or 0: any free one, told by <see cref="RunningMachine.ForwardedPortAsync"/>.</param>
public sealed record HostForward(int GuestPort, int HostPort = 0);
