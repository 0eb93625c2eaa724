namespace Mwan.Build.Machines;

/// <summary>A pair of Unix datagram sockets, one frame each (QEMU's <c>-netdev dgram</c>): a peer that is not there loses frames, and blocks nobody.</summary>
/// <param name="Local">Path of this machine's socket, at most 107 bytes.</param>
/// <param name="Remote">Path of the peer's socket.</param>
public sealed record DatagramBackend(string Local, string Remote) : NicBackend;
