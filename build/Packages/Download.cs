namespace Mwan.Build.Packages;

/// <summary>What did not come of a download.</summary>
/// <param name="Gone">Versions that the mirror's lists do not have (any more).</param>
/// <param name="Unfetched">Versions that the lists have and the mirror did not give.</param>
/// <param name="Said">apt's last lines.</param>
public sealed record Download(IReadOnlyList<LockedPackage> Gone, IReadOnlyList<LockedPackage> Unfetched, string Said);
