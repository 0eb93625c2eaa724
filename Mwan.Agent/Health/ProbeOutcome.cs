namespace Mwan.Agent.Health;

/// <summary>How the question to one target ended.</summary>
internal enum ProbeOutcome
{
    /// <summary>It answered in time.</summary>
    Answered,

    /// <summary>The question went out and no answer, or a refusal, came back.</summary>
    NoAnswer,

    /// <summary>The question never went out: no address of the target is known, or the kernel refused. Says nothing about the member.</summary>
    CannotProbe,
}
