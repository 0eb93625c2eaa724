namespace Mwan.Agent.Observation;

/// <summary>State of an 802.1X port (IEEE 802.1X-2010, 8.4), as the supplicant tells it.</summary>
internal enum PortAuthorization
{
    /// <summary>The supplicant does not run or does not answer.</summary>
    Unknown,

    /// <summary>The authenticator has not let us in yet, or put us out.</summary>
    Unauthorized,

    /// <summary>Traffic passes.</summary>
    Authorized,
}
