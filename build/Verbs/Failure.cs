using Mwan.Build.Cache;
using Mwan.Build.Processes;

namespace Mwan.Build.Verbs;

/// <summary>Turns failures into what a person can read.</summary>
internal static class Failure
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    public static async Task<int> GuardAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted. Nothing half-made was left; the next build goes on from the last finished step.");
            return Interrupted;
        }
        catch (Exception e) when (e is BuildException or CommandFailedException)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string message = FullDisk.Explain(e, DirectoryIn(e.Message), "Free some space, or put the results (--output=DIR) and the cache (MWAN_CACHE=DIR) elsewhere.")?.Message
                ?? (e is UnauthorizedAccessException
                    ? $"{e.Message}\nRun the build as the owner of these files, or put the results (--output=DIR) and the cache (MWAN_CACHE=DIR) elsewhere."
                    : e.Message);
            await Console.Error.WriteLineAsync($"error: {message}");
            return Failed;
        }
    }

    // .NET names the file at the end of the message: "No space left on device : '/srv/out/x'".
    private static string DirectoryIn(string message)
    {
        string? path = message.Split('\'') is [_, .., ['/', ..] named, _] ? named : null;
        while (path is not null && !Directory.Exists(path))
        {
            path = Path.GetDirectoryName(path);
        }

        return path ?? Environment.CurrentDirectory;
    }
}
