using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>A line of the journal.</summary>
/// <param name="Unit">The unit that wrote it; <c>kernel</c>, or the program's name, where it was none.</param>
/// <param name="Message">What it says.</param>
/// <param name="Monotonic">When, since the kernel's start (CLOCK_MONOTONIC).</param>
internal sealed record JournalEntry(string Unit, string Message, TimeSpan Monotonic)
{
    /// <summary>Reads <c>journalctl --output=json</c>.</summary>
    public static IReadOnlyList<JournalEntry> Parse(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)).OfType<JsonObject>().Select(Of)];

    private static JournalEntry Of(JsonObject fields)
    {
        string unit = Text(fields["_SYSTEMD_UNIT"]) is { Length: > 0 } name ? name
            : Text(fields["_TRANSPORT"]) == "kernel" ? "kernel"
            : Text(fields["SYSLOG_IDENTIFIER"]);
        long microseconds = long.Parse(Text(fields["__MONOTONIC_TIMESTAMP"]), System.Globalization.CultureInfo.InvariantCulture);
        return new JournalEntry(unit, Text(fields["MESSAGE"]), TimeSpan.FromMicroseconds(microseconds));
    }

    /// <summary>A field; one that is not UTF-8 comes as an array of bytes, one that comes twice as an array of strings.</summary>
    private static string Text(JsonNode? field) => field switch
    {
        null => "",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => field.ToJsonString(),
    };
}
