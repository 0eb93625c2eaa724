namespace Mwan.Build.Machines;

/// <summary>Where the frames of a NIC go. None of the kinds reaches beyond this host.</summary>
public abstract record NicBackend;
