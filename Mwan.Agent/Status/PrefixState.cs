using System.Net;

namespace Mwan.Agent.Status;

/// <summary>The prefix translation of a member.</summary>
/// <param name="Member">Its name.</param>
/// <param name="Internal">What of the internal prefix is translated.</param>
/// <param name="External">What it becomes.</param>
/// <param name="Edge">Public address of the downstream router itself.</param>
/// <param name="Partial">Whether the delegation is too small, so that the rest of the internal prefix has no IPv6 by this member.</param>
internal sealed record PrefixState(string Member, IPNetwork Internal, IPNetwork External, IPAddress Edge, bool Partial);
