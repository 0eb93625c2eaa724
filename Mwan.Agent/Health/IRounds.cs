namespace Mwan.Agent.Health;

/// <summary>Asks all targets of a family once, at the same time.</summary>
internal interface IRounds
{
    /// <summary>One result per target, in their order, within the member's timeout. Throws nothing but when cancelled.</summary>
    public Task<IReadOnlyList<ProbeResult>> RunAsync(ProbedFamily family, CancellationToken cancellation);
}
