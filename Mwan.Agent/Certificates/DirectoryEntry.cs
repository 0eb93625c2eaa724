using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Mwan.Agent.Certificates;

/// <summary>What POSIX can do with directories and .NET cannot.</summary>
internal static partial class DirectoryEntry
{
    private const string Library = "libc";

    // linux/fcntl.h, linux/fs.h
    private const int CurrentDirectory = -100;
    private const uint RenameExchange = 2;
    private const int OpenDirectoryCloseOnExec = 0x10000 | 0x80000;

    /// <summary>Lets two paths change places in one step: renameat2(2) with RENAME_EXCHANGE.</summary>
    /// <exception cref="Win32Exception">The file system refuses.</exception>
    public static void Exchange(string left, string right) => Check(RenameAt2(CurrentDirectory, left, CurrentDirectory, right, RenameExchange));

    /// <summary>Waits until what was created, renamed or removed in a directory is on the disk: fsync(2).</summary>
    /// <exception cref="Win32Exception">The disk refuses.</exception>
    public static void Synchronize(string directory)
    {
        int descriptor = Check(Open(directory, OpenDirectoryCloseOnExec));
        try
        {
            _ = Check(Fsync(descriptor));
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int RenameAt2(int oldDirectory, string oldPath, int newDirectory, string newPath, uint flags);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Fsync(int descriptor);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Close(int descriptor);
}
