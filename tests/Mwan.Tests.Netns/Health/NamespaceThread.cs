using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mwan.Tests.Netns.Health;

/// <summary>A thread in a network namespace: sockets that are opened on it belong there for as long as they live, setns(2).</summary>
internal sealed partial class NamespaceThread : IDisposable
{
    private const int CLONE_NEWNET = 0x40000000;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public NamespaceThread(string name)
    {
        _thread = new Thread(() =>
        {
            using (SafeFileHandle file = File.OpenHandle($"/run/netns/{name}"))
            {
                if (SetNamespace(file, CLONE_NEWNET) < 0)
                {
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                }
            }

            foreach (Action action in _work.GetConsumingEnumerable())
            {
                action();
            }
        })
        { IsBackground = true };
        _thread.Start();
    }

    public Task<T> InvokeAsync<T>(Func<Task<T>> start)
    {
        TaskCompletionSource<Task<T>> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() => started.SetResult(start()));
        return started.Task.Unwrap();
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetNamespace(SafeFileHandle file, int type);
}
