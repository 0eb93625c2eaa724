using System.Diagnostics;
using System.Globalization;

namespace Mwan.Tests.Unit.Agent;

/// <summary>Waits for a condition with a deadline, never for a time.</summary>
internal static class Waiting
{
    // What takes two seconds alone takes half a minute on a machine that others use too.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Deadline)
            {
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"Not within {Deadline.TotalSeconds} s: {what}."));
            }

            await Task.Delay(20);
        }
    }
}
