namespace Mwan.Config;

/// <summary>What a site file gave.</summary>
/// <param name="Site">The site with all defaults filled in; null if there is any error.</param>
/// <param name="Diagnostics">Everything found, in the order of the file.</param>
public sealed record SiteReading(Site? Site, IReadOnlyList<Diagnostic> Diagnostics);
