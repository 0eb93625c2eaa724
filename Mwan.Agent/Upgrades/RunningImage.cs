namespace Mwan.Agent.Upgrades;

/// <summary>What the box runs, as far as it matters to what it may run next.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Appliance">Host name with domain of the site that it was built for.</param>
/// <param name="Architecture">Debian's name of the processor architecture.</param>
internal sealed record RunningImage(string Version, string Appliance, string Architecture);
