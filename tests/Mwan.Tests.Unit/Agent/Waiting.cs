using System.Diagnostics;

namespace Mwan.Tests.Unit.Agent;

/// <summary>Waits for a condition with a deadline, never for a time.</summary>
internal static class Waiting
{
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"Not within 30 s: {what}.");
            }

            await Task.Delay(20);
        }
    }
}
