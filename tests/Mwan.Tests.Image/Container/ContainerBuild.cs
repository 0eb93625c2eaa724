using System.Diagnostics;
using Mwan.Build.Processes;
using Mwan.Tests.Image.Render;

namespace Mwan.Tests.Image.Container;

/// <summary>A run of <c>./build.sh --docker</c> into a directory of its own; neither it nor its container outlives this object.</summary>
internal sealed class ContainerBuild : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mwan-container-");
    private readonly Process process;

    /// <summary>Starts it.</summary>
    /// <param name="version">Version of the image; null: as without a container.</param>
    public ContainerBuild(string? version = null)
    {
        string config = Environment.GetEnvironmentVariable("MWAN_CONFIG") is { Length: > 0 } chosen ? chosen : Clone.At("mwan.yaml");
        process = Process.Start(new ProcessStartInfo(
            "sh", ["-c", "log=$0; exec ./build.sh --docker --target=Image \"$@\" > \"$log\" 2>&1", Log, $"--config={config}", $"--output={Output}",
            .. version is null ? Array.Empty<string>() : [$"--image-version={version}"]])
        { WorkingDirectory = Clone.Root })!;
    }

    /// <summary>Where the artifacts are put.</summary>
    public string Output => Path.Combine(directory.FullName, "artifacts");

    private string Log => Path.Combine(directory.FullName, "log");

    // build/container.sh names the container by its own process.
    private string Container => $"mwan-build-{process.Id}";

    /// <summary>Waits for the end of the build.</summary>
    /// <returns>The exit code and all that was printed.</returns>
    public async Task<(int Code, string Said)> EndAsync(TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await File.ReadAllTextAsync(Log, CancellationToken.None));
    }

    /// <summary>Waits until the build inside composes the slot.</summary>
    public async Task ComposesAsync(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (!File.Exists(Path.Combine(Output, "logs", "slot.log")))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"The container composed no slot:\n{await File.ReadAllTextAsync(Log)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>What a terminal's Ctrl-C or a CI that loses patience does.</summary>
    public Task SignalAsync(string signal) => Command.Of("kill", $"-{signal}", $"{process.Id}").RunAsync(CancellationToken.None);

    /// <summary>Whether the container is there, running or not.</summary>
    public async Task<bool> HasContainerAsync() =>
        (await Command.Of("docker", "ps", "--all", "--quiet", "--filter", $"name=^{Container}$").RunAsync(CancellationToken.None)).Length > 0;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await SignalAsync("TERM");
            await process.WaitForExitAsync();
        }

        process.Dispose();
        directory.Delete(recursive: true);
    }
}
