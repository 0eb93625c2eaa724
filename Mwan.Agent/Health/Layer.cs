namespace Mwan.Agent.Health;

/// <summary>What a member's connectivity is made of, from the bottom up: the lowest one that fails is where it broke.</summary>
internal enum Layer
{
    /// <summary>The interface exists, is up, and has a carrier.</summary>
    Carrier,

    /// <summary>802.1X lets traffic pass.</summary>
    Authorization,

    /// <summary>There is an address (IPv4) or a delegation (IPv6).</summary>
    Lease,

    /// <summary>The gateway is known and answers neighbour discovery or ARP.</summary>
    Gateway,

    /// <summary>A tunnel's peer has agreed on keys lately.</summary>
    Handshake,

    /// <summary>Enough of the targets answer.</summary>
    Internet,
}
