using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Mwan.Agent.Kernel;

/// <summary>A network namespace for as long as some code runs, with nothing in it, in which nftables can be tried without touching the box's.</summary>
internal static class ScratchNamespace
{
    /// <summary>Runs code inside, on a thread of its own; sockets that it opens are of that namespace.</summary>
    /// <exception cref="Win32Exception">The kernel gives none, for want of CAP_SYS_ADMIN.</exception>
    public static T Run<T>(Func<T> code)
        where T : class
    {
        T? result = null;
        int error = 0;
        Thread thread = new(() =>
        {
            // Of this thread alone (unshare(2)); the namespace ends with the thread and its sockets.
            if (Libc.Unshare(Libc.NewNetworkNamespace) < 0)
            {
                error = Marshal.GetLastPInvokeError();
                return;
            }

            result = code();
        });
        thread.Start();
        thread.Join();
        return result ?? throw new Win32Exception(error);
    }
}
