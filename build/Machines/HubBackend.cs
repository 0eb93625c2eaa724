namespace Mwan.Build.Machines;

/// <summary>Several backends on one link, every frame seen by all (QEMU's <c>-netdev hubport</c>).</summary>
/// <param name="Members">The backends; none is a hub itself.</param>
public sealed record HubBackend(params IReadOnlyList<NicBackend> Members) : NicBackend;
