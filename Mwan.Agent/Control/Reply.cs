using Mwan.Agent.Status;

namespace Mwan.Agent.Control;

/// <summary>What the agent answers: one line of JSON, then the end of the stream.</summary>
internal sealed record Reply
{
    /// <summary>Why there is no answer; null: there is one.</summary>
    public string? Error { get; init; }

    /// <summary>The answer to <see cref="Request.Status"/>.</summary>
    public StatusReport? Status { get; init; }
}
