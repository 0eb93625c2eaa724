namespace Mwan.Agent.Conntrack;

/// <summary>What made flows fit to be deleted.</summary>
internal enum FlowCause
{
    /// <summary>Nothing passes by their member.</summary>
    Loss,

    /// <summary>Their member fails, and <c>onFailure</c> wants them gone.</summary>
    Failure,

    /// <summary>A better tier carries again, and <c>onRecovery</c> wants them gone.</summary>
    Recovery,

    /// <summary>They are translated to an address that is no more.</summary>
    Renumbering,

    /// <summary>Their member fails, and nobody answers them, see <see cref="SilentFlows"/>.</summary>
    Silence,

    /// <summary>
    /// Their member fails, and they are TCP connections whose first packet nobody has answered. It is repeated, and may then go by another
    /// member; left alone, it would go by this one, and so would another connection that takes its port within two minutes.
    /// </summary>
    Unanswered,
}
