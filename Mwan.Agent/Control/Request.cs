using Mwan.Agent.Status;
using Mwan.Agent.Tracing;

namespace Mwan.Agent.Control;

/// <summary>What a client asks: one line of JSON.</summary>
/// <param name="Ask">The question, e.g. <c>status</c>. An agent that does not know it says so.</param>
internal sealed record Request(string Ask)
{
    /// <summary>Asks for a <see cref="StatusReport"/>.</summary>
    public const string Status = "status";

    /// <summary>Asks for the last decisions, or those whose trace id begins with <see cref="Id"/>.</summary>
    public const string Trace = "trace";

    /// <summary>Asks for a <see cref="StatusReport"/> and then each <see cref="Decision"/> as it comes: the stream does not end by itself.</summary>
    public const string Watch = "watch";

    /// <summary>Beginning of a trace id; null: any.</summary>
    public string? Id { get; init; }
}
