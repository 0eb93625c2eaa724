namespace Mwan.Agent.Supplicant;

/// <summary>What an event of the supplicant means here.</summary>
internal enum SupplicantEventKind
{
    /// <summary>Only that something happened.</summary>
    Other,

    /// <summary>Authentication succeeded.</summary>
    Success,

    /// <summary>Why authentication will fail.</summary>
    Cause,

    /// <summary>Authentication failed.</summary>
    Failure,

    /// <summary>The supplicant stops.</summary>
    Ending,
}
