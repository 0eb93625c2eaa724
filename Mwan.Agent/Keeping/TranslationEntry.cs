namespace Mwan.Agent.Keeping;

/// <summary>A <see cref="Conntrack.KnownTranslation"/> in the file.</summary>
/// <param name="Member">Name of the WAN.</param>
/// <param name="Family"><see cref="VerdictEntry.Ipv4"/> or <see cref="VerdictEntry.Ipv6"/>; others are passed over.</param>
/// <param name="Networks">The networks, the latest first; what is none is passed over.</param>
internal sealed record TranslationEntry(string Member, string Family, IReadOnlyList<string> Networks);
