namespace Mwan.Agent.Observation;

/// <summary>The part that a link plays.</summary>
internal enum LinkRole
{
    /// <summary>Where people log in.</summary>
    Management,

    /// <summary>Towards the downstream router.</summary>
    Lan,

    /// <summary>NIC of a WAN, and its data link where there is no VLAN.</summary>
    Wan,

    /// <summary>VLAN of a WAN, which carries its IP.</summary>
    Vlan,

    /// <summary>A WireGuard failsafe.</summary>
    Tunnel,
}
