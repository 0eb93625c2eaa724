using System.Runtime.InteropServices;

namespace Mwan.Agent.Kernel;

/// <summary>The few calls of the C library that .NET does not offer.</summary>
internal static partial class Libc
{
    /// <summary>AF_NETLINK, linux/socket.h.</summary>
    public const int AddressFamilyNetlink = 16;

    /// <summary>SOCK_RAW | SOCK_CLOEXEC.</summary>
    public const int SocketRawCloseOnExec = 3 | 0x80000;

    /// <summary>CLONE_NEWNET, linux/sched.h.</summary>
    public const int NewNetworkNamespace = 0x40000000;

    private const string Library = "libc";

    /// <summary>socket(2).</summary>
    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int OpenSocket(int family, int type, int protocol);

    /// <summary>bind(2).</summary>
    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int Bind(int socket, ReadOnlySpan<byte> address, int length);

    /// <summary>unshare(2).</summary>
    [LibraryImport(Library, EntryPoint = "unshare", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int Unshare(int flags);

    /// <summary>statfs(2); the buffer is a <c>struct statfs</c> of 120 bytes on x86-64.</summary>
    [LibraryImport(Library, EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int FileSystemStatus(string path, Span<byte> buffer);

    /// <summary>
    /// Unpredictable bytes, at most 256, from getrandom(2), which gives so few at once and whole. <c>RandomNumberGenerator</c> would
    /// load all of OpenSSL for them.
    /// </summary>
    /// <exception cref="IOException">The kernel has none, which cannot be once it has booted.</exception>
    public static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        return GetRandom(bytes, (nuint)count, flags: 0) == count
            ? bytes
            : throw new IOException($"getrandom: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport(Library, EntryPoint = "getrandom", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint GetRandom(Span<byte> buffer, nuint length, uint flags);
}
