using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mwan.Build.Processes;

/// <summary>
/// Starts programs from one thread that lives as long as the build. The kernel sends a program's parent-death signal
/// (PR_SET_PDEATHSIG, which bwrap and setpriv ask for) when the *thread* that started it ends, and a pool thread ends when idle.
/// </summary>
internal static class Spawner
{
    private static readonly BlockingCollection<(Process Process, TaskCompletionSource Started)> Queue = Begin();

    public static Task StartAsync(Process process)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((process, started));
        return started.Task;
    }

    private static BlockingCollection<(Process Process, TaskCompletionSource Started)> Begin()
    {
        var queue = new BlockingCollection<(Process Process, TaskCompletionSource Started)>();
        new Thread(() => Serve(queue)) { IsBackground = true, Name = "spawner" }.Start();
        return queue;
    }

    private static void Serve(BlockingCollection<(Process Process, TaskCompletionSource Started)> queue)
    {
        foreach ((Process process, TaskCompletionSource started) in queue.GetConsumingEnumerable())
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (System.ComponentModel.Win32Exception e)
            {
                started.SetException(e);
            }
        }
    }
}
