namespace Mwan.Agent.Upgrades;

/// <summary>What the box runs, as far as it matters to what it may run next.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Appliance">Host name with domain of the site that it was built for.</param>
/// <param name="Architecture">Debian's name of the processor architecture.</param>
/// <param name="Certificates">
/// SHA-256 of the certificates with one of which what boots has to be signed, in hexadecimal digits; null: the firmware boots anything.
/// </param>
internal sealed record RunningImage(string Version, string Appliance, string Architecture, IReadOnlyList<string>? Certificates);
