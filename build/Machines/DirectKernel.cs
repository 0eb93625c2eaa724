namespace Mwan.Build.Machines;

/// <summary>A kernel that QEMU loads itself, without firmware: quick, and no test of a boot.</summary>
/// <param name="Kernel">The kernel's file.</param>
/// <param name="Initrd">The initial file system's file.</param>
/// <param name="CommandLine">The kernel's command line.</param>
public sealed record DirectKernel(string Kernel, string Initrd, string CommandLine);
