namespace Mwan.Build.Lab;

/// <summary>How long an upgrade took, in seconds of the world's clock.</summary>
/// <param name="Written">To check the release and write it into the other slot.</param>
/// <param name="Forwarded">From the order to restart until new connections of the LAN went through again.</param>
/// <param name="Proved">From that order until the new image had passed its gate.</param>
public sealed record UpgradeTimes(double Written, double Forwarded, double Proved);
