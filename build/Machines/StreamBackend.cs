namespace Mwan.Build.Machines;

/// <summary>
/// A Unix stream socket, each frame after its length as 32 bits in network order (QEMU's <c>-netdev stream</c>).
/// </summary>
/// <param name="Socket">Path of the socket, at most 107 bytes (<c>unix(7)</c>).</param>
/// <param name="Listen">Whether this machine listens there, else it connects to who does: an <see cref="EthernetLink"/> or another machine.</param>
public sealed record StreamBackend(string Socket, bool Listen = false) : NicBackend;
