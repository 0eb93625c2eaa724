using Mwan.Build.Machines;

namespace Mwan.Build.Lab;

/// <summary>Takes a passed-through NIC out of the router, or puts one in, while it runs.</summary>
/// <param name="Nic">The NIC: its place, and the hardware address that it has of its own.</param>
/// <param name="Present">Whether it is there afterwards.</param>
public sealed record DeviceStep(Nic Nic, bool Present) : FaultStep;
