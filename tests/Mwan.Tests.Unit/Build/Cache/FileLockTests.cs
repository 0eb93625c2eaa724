using System.Diagnostics;
using Mwan.Build.Cache;
using Xunit;

namespace Mwan.Tests.Unit.Build.Cache;

public sealed class FileLockTests
{
    [Fact]
    public async Task The_second_waits_says_so_and_gets_it_after_the_first()
    {
        await using var scratch = new Scratch();
        string path = scratch.At("locks", "a");
        FileLock first = await FileLock.TakeAsync(path, static () => Assert.Fail("Nobody holds it."), CancellationToken.None);
        var waits = new TaskCompletionSource();
        Task<FileLock> second = FileLock.TakeAsync(path, waits.SetResult, CancellationToken.None);
        await waits.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(second.IsCompleted);
        first.Dispose();
        using FileLock taken = await second.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(FileLock.TryTake(path));
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        await using var scratch = new Scratch();
        using FileLock? held = FileLock.TryTake(scratch.At("a"));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FileLock.TakeAsync(scratch.At("a"), stop.Cancel, stop.Token));
    }

    [Fact]
    public async Task A_lock_ends_with_the_process_that_held_it()
    {
        await using var scratch = new Scratch();
        string path = scratch.Write("a", "");
        using Process holder = Process.Start(new ProcessStartInfo("flock", [path, "sh", "-c", "echo held; exec sleep 300"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
            Assert.Null(FileLock.TryTake(path));
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
        }

        await holder.WaitForExitAsync();
        using FileLock taken = await FileLock.TakeAsync(path, static () => { }, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_lock_that_cannot_be_made_is_an_error_and_no_wait()
    {
        await using var scratch = new Scratch();
        File.CreateSymbolicLink(scratch.At("loop"), "loop");
        await Assert.ThrowsAnyAsync<IOException>(() => FileLock.TakeAsync(scratch.At("loop"), static () => { }, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30)));
    }
}
