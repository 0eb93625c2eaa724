using System.Runtime.InteropServices;

namespace Mwan.Build.Processes;

/// <summary>umask(2) of the build and of all that it starts.</summary>
internal static partial class Umask
{
    private const uint GroupAndOthersRead = 0x12; // 022

    /// <summary>Makes modes in the image the same whatever the user's umask is.</summary>
    public static void Fix() => _ = Set(GroupAndOthersRead);

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint Set(uint mask);
}
