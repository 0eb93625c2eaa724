using Mwan.Agent.Status;

namespace Mwan.Agent.Control;

/// <summary>What a client asks: one line of JSON.</summary>
/// <param name="Ask">The question, e.g. <c>status</c>.</param>
internal sealed record Request(string Ask)
{
    /// <summary>Asks for a <see cref="StatusReport"/>.</summary>
    public const string Status = "status";
}
