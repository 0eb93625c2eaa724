namespace Mwan.Agent.Supplicant;

/// <summary>What to do about a WAN whose port is open but which has no lease.</summary>
internal enum RenewAction
{
    /// <summary>Wait.</summary>
    None,

    /// <summary>The port has opened: start DHCP from the beginning.</summary>
    Begin,

    /// <summary>Ask for a lease anew.</summary>
    RenewLease,

    /// <summary>Authenticate the port anew.</summary>
    Reauthenticate,
}
