using Mwan.Build;
using Mwan.Build.Cache;
using Mwan.Build.Processes;
using Xunit;

namespace Mwan.Tests.Unit.Build.Cache;

public sealed class FullDiskTests
{
    [Fact]
    public async Task A_write_without_space_names_the_file_system_and_the_remedy()
    {
        // Every write to /dev/full fails with ENOSPC (full(4)).
        IOException failure = await Assert.ThrowsAnyAsync<IOException>(static () => File.WriteAllTextAsync("/dev/full", "x"));
        BuildException? told = FullDisk.Explain(failure, "/proc", "Free some.");
        Assert.NotNull(told);
        Assert.StartsWith("The disk is full: /proc is on /proc (proc), which has 0 of 0 MB free.\n", told.Message, StringComparison.Ordinal);
        Assert.EndsWith("\nFree some.", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_says_so_is_understood()
    {
        CommandFailedException failure = await Assert.ThrowsAsync<CommandFailedException>(static () => Command.Of("sh", "-c", "head -c 1 /dev/zero > /dev/full").RunAsync(CancellationToken.None));
        Assert.NotNull(FullDisk.Explain(failure, Path.GetTempPath(), "Free some."));
    }

    [Fact]
    public async Task Other_failures_are_not_called_a_full_disk()
    {
        CommandFailedException failure = await Assert.ThrowsAsync<CommandFailedException>(static () => Command.Of("sh", "-c", "echo bad; exit 3").RunAsync(CancellationToken.None));
        Assert.Null(FullDisk.Explain(failure, Path.GetTempPath(), ""));
        Assert.Null(FullDisk.Explain(new IOException("other"), Path.GetTempPath(), ""));
        Assert.Null(FullDisk.Explain(new BuildException("other"), Path.GetTempPath(), ""));
    }
}
