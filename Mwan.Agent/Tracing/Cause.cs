namespace Mwan.Agent.Tracing;

/// <summary>What calls for a turn of the control loop, besides the kinds of rtnetlink(7) (<c>link</c>, <c>route</c>, ...).</summary>
internal static class Cause
{
    /// <summary>The agent started.</summary>
    public const string Start = "start";

    /// <summary>Nothing called; the slow timer did.</summary>
    public const string Timer = "timer";

    /// <summary>Something ended that was promised for a time: a delegation, or the wait for a first verdict.</summary>
    public const string Expiry = "expiry";

    /// <summary>The state disk has news.</summary>
    public const string State = "state disk";

    /// <summary>networkd has news of leases or delegations.</summary>
    public const string Networkd = "networkd";

    /// <summary>A verdict changed, or the layer that fails.</summary>
    public const string Health = "health";

    /// <summary>Another process changed nftables.</summary>
    public const string Nftables = "nftables";

    /// <summary>Existing flows have to be looked at again.</summary>
    public const string Flows = "flows";

    /// <summary>There is an endpoint for a tunnel, or a reason why there is none.</summary>
    public const string Tunnels = "tunnels";

    /// <summary>The supplicant of an interface has news.</summary>
    public static string Supplicant(string device) => $"supplicant of {device}";
}
