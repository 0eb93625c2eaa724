using System.Diagnostics;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>Waits for a condition with a deadline, never for a time.</summary>
internal static class Waiting
{
    /// <summary>How long it took.</summary>
    public static TimeSpan Until(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"Not within 30 s: {what}.");
            }

            Thread.Sleep(5);
        }

        return Stopwatch.GetElapsedTime(start);
    }
}
