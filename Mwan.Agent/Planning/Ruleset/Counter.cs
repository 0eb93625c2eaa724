namespace Mwan.Agent.Planning.Ruleset;

/// <summary>Names of the counters in the table, each of packets that go no further.</summary>
internal static class Counter
{
    /// <summary>From a LAN address that no translation covers.</summary>
    public const string LanSourceUntranslatable = "lan_source_untranslatable";

    /// <summary>New flows while no member carries their family or their subnet.</summary>
    public const string NothingCarries = "nothing_carries";

    /// <summary>New flows whose strict pin names a member that is down.</summary>
    public const string PinRefused = "pin_refused";

    /// <summary>Packets that would have left with a source that is not the WAN's.</summary>
    public const string Untranslated = "untranslated";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [LanSourceUntranslatable, NothingCarries, PinRefused, Untranslated];

    /// <summary>Counts and refuses, so that the client knows at once.</summary>
    public static string Reject(string counter) => $"counter name {counter} reject with icmpx no-route";

    /// <summary>Counts and drops.</summary>
    public static string Drop(string counter) => $"counter name {counter} drop";
}
