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
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return Failed;
        }
    }
}
