namespace Mwan.Agent.Health;

/// <summary>What is held of one address family of one member.</summary>
internal enum Verdict
{
    /// <summary>Not measured, or not measurable: may carry traffic if nothing better exists. Never the same as down.</summary>
    Unknown,

    /// <summary>Carries new flows.</summary>
    Healthy,

    /// <summary>Carries no new flows while another member can.</summary>
    Unhealthy,
}
