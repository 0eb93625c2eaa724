namespace Mwan.Agent.Health;

/// <summary>What a round says about the member.</summary>
internal enum RoundOutcome
{
    /// <summary>Enough targets answered.</summary>
    Succeeded,

    /// <summary>Targets were asked and too few answered.</summary>
    Failed,

    /// <summary>No target could be asked.</summary>
    Unprobed,
}
