using System.Net.Sockets;
using Mwan.Build.Lab;

namespace Mwan.Tests.Lab;

/// <summary>How new connections of a family took a change.</summary>
/// <param name="LastLost">Time from the change to the start of the last connection that did not go as it should, in seconds; 0: all did.</param>
/// <param name="First">Time to the first of those that all did.</param>
/// <param name="Lost">Connections before it that failed.</param>
internal sealed record Switch(double LastLost, double First, int Lost)
{
    // As many in a row by one of two WANs are chance once in a billion runs.
    private const int Certain = 30;

    /// <summary>The switch after a moment; null: it is not over.</summary>
    /// <param name="events">All connections.</param>
    /// <param name="family">The family.</param>
    /// <param name="since">The moment.</param>
    /// <param name="asItShould">Whether a connection went as it should.</param>
    public static Switch? After(IReadOnlyList<TrafficEvent> events, AddressFamily family, double since, Func<TrafficEvent, bool> asItShould)
    {
        TrafficEvent[] after = [.. events.Where(one => one.IsNew && one.Family == family && one.Start >= since).OrderBy(static one => one.Start)];
        int last = Array.FindLastIndex(after, one => !asItShould(one));
        return after.Length - 1 - last < Certain
            ? null
            : new Switch(last < 0 ? 0 : after[last].Start - since, after[last + 1].Start - since, after.Take(last + 1).Count(static one => one.Failure is not null));
    }
}
