using Mwan.Agent.Conntrack;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;

namespace Mwan.Agent.Keeping;

/// <summary>What a run of the agent leaves to the next.</summary>
/// <param name="Written">When it was true last, UTC.</param>
/// <param name="Verdicts">One per family of a member.</param>
/// <param name="Selection">What carried new flows while any member was healthy, see <see cref="KeptSelection"/>.</param>
internal sealed record LastRun(DateTimeOffset Written, IReadOnlyList<LastVerdict> Verdicts, Selection Selection)
{
    /// <summary>What its flows may be translated to.</summary>
    public IReadOnlyList<KnownTranslation> Translations { get; init; } = [];

    /// <summary>Time after which verdicts of before a reboot say nothing: an ISP is mended or broken in less.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromHours(1);

    private static readonly TimeSpan ClockError = TimeSpan.FromMinutes(5);

    /// <summary>There was no run, or nothing is known of it.</summary>
    public static LastRun None { get; } = new(DateTimeOffset.MinValue, [], Selection.None);

    /// <summary>Whether both say the same, whenever it was.</summary>
    public bool IsSameAs(LastRun? other) => other is not null
        && Verdicts.SequenceEqual(other.Verdicts)
        && Selection.Ipv4.SequenceEqual(other.Selection.Ipv4, StringComparer.Ordinal)
        && Selection.Ipv6.SequenceEqual(other.Selection.Ipv6, StringComparer.Ordinal)
        && Translations.Count == other.Translations.Count
        && Translations.Zip(other.Translations).All(pair => pair.First.IsSameAs(pair.Second));

    /// <summary>
    /// What still counts after a reboot. Verdicts older than <see cref="MaximumAge"/> do not, nor those of a clock that was or is wrong.
    /// A link, port or lease that was down does not either: that is seen at once, and a shutdown takes them down itself. The selection
    /// always counts: it decides only while every member is unhealthy. No flow outlives the kernel, so translations never count.
    /// </summary>
    /// <param name="now">The time, UTC.</param>
    public LastRun AfterReboot(DateTimeOffset now) => this with
    {
        Translations = [],
        Verdicts = now - Written > MaximumAge || Written - now > ClockError ? [] : [.. Verdicts.Where(verdict => verdict.Health.Failing is null or Layer.Gateway or Layer.Handshake or Layer.Internet)],
    };
}
