using Mwan.Agent.Status;
using Mwan.Agent.Tracing;

namespace Mwan.Agent.Control;

/// <summary>What the agent answers: one line of JSON, then the end of the stream; to <see cref="Request.Watch"/> a line each time.</summary>
internal sealed record Reply
{
    /// <summary>Why there is no answer; null: there is one.</summary>
    public string? Error { get; init; }

    /// <summary>The answer to <see cref="Request.Status"/>, and the first to <see cref="Request.Watch"/>.</summary>
    public StatusReport? Status { get; init; }

    /// <summary>The answer to <see cref="Request.Trace"/>, the oldest first.</summary>
    public IReadOnlyList<Decision>? Decisions { get; init; }

    /// <summary>Each further answer to <see cref="Request.Watch"/>.</summary>
    public Decision? Decision { get; init; }
}
