namespace Mwan.Agent.Differences;

/// <summary>A part of the dataplane.</summary>
/// <param name="Of">The command that shows it, e.g. <c>ip -4 route</c>.</param>
/// <param name="Lines">Its lines, in a difference with <c>+ </c> or <c>- </c> before them.</param>
internal sealed record Section(string Of, IReadOnlyList<string> Lines);
