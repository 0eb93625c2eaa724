using System.Diagnostics;
using Mwan.Build.Processes;
using Xunit;

namespace Mwan.Tests.Image.Container;

/// <summary>Docker's daemon: the one that runs, else one of the tests' own that ends with them.</summary>
public sealed class DockerDaemon : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly string log = Path.Combine(Path.GetTempPath(), $"mwan-dockerd-{Environment.ProcessId}.log");
    private Process? own;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (await AnswersAsync())
        {
            return;
        }

        // sh keeps the daemon's output out of this process: its pipes would fill.
        own = Process.Start(new ProcessStartInfo("sh", ["-c", "exec dockerd > \"$0\" 2>&1", log]))!;
        long start = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (own.HasExited || Stopwatch.GetElapsedTime(start) > Deadline)
            {
                string said = await File.ReadAllTextAsync(log);
                await DisposeAsync();
                throw new InvalidOperationException(
                    $"These tests need Docker, and its daemon neither runs nor can be started here. Install docker.io, or see why:\n{said}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (own is not null)
        {
            if (!own.HasExited)
            {
                await Command.Of("kill", "-TERM", $"{own.Id}").TryRunAsync(CancellationToken.None);
                await own.WaitForExitAsync();
            }

            own.Dispose();
            own = null;
        }

        File.Delete(log);
    }

    private static async Task<bool> AnswersAsync() => (await Command.Of("docker", "info").TryRunAsync(CancellationToken.None)).ExitCode == 0;
}
