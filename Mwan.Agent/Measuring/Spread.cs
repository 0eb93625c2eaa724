using System.Diagnostics;
using System.Globalization;

namespace Mwan.Agent.Measuring;

/// <summary>How long one thing took, again and again.</summary>
/// <param name="First">The first time: nothing is in any cache.</param>
/// <param name="Median">The middle of all.</param>
/// <param name="Worst">The longest after the first.</param>
internal sealed record Spread(TimeSpan First, TimeSpan Median, TimeSpan Worst)
{
    /// <summary>Does it.</summary>
    /// <param name="rounds">How often, at least 2.</param>
    /// <param name="action">Does it once; it is told the number of the round.</param>
    public static Spread Of(int rounds, Action<int> action)
    {
        TimeSpan[] times = new TimeSpan[rounds];
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            action(round);
            times[round] = Stopwatch.GetElapsedTime(start);
        }

        return new Spread(times[0], times.Order().ElementAt(rounds / 2), times.Skip(1).Max());
    }

    /// <summary>One line for a program: <c>NAME FIRST MEDIAN WORST</c>, in milliseconds.</summary>
    public string Line(string name) => string.Create(
        CultureInfo.InvariantCulture, $"{name} {First.TotalMilliseconds:0.000} {Median.TotalMilliseconds:0.000} {Worst.TotalMilliseconds:0.000}");
}
