namespace Mwan.Agent.Upgrades;

/// <summary>How an upgrade stands that did not end well, or has not ended.</summary>
internal enum UpgradeOutcome
{
    /// <summary>It was not written to its end when the box restarted.</summary>
    Interrupted,

    /// <summary>It is written and waits for a restart.</summary>
    Waiting,

    /// <summary>The box came back to what it ran before.</summary>
    Returned,

    /// <summary>The gate refused it, and the box stays in it, for there is nothing better.</summary>
    Refused,

    /// <summary>The gate let it pass, and nobody has called it good: the boot loader still counts its boots.</summary>
    Unblessed,
}
