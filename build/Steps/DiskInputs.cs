using Mwan.Build.Signing;

namespace Mwan.Build.Steps;

/// <summary>What a disk is assembled from.</summary>
/// <param name="Tools">The tools tree.</param>
/// <param name="Kernel">Kernel and modules.</param>
/// <param name="Initrd">The initrd.</param>
/// <param name="Slot">Root file system and hash tree.</param>
/// <param name="Keys">What boot loader and UKI are signed with, if there are such keys.</param>
/// <param name="Enrols">Whether firmware without keys of its own gets these.</param>
public sealed record DiskInputs(string Tools, string Kernel, string Initrd, string Slot, SecureBootKeys Keys, bool Enrols);
