using System.Text.Json.Nodes;

namespace Mwan.Build.Proxmox;

/// <summary>Reads what the box tells of itself: <c>--json</c> of its commands, as the guest agent hands it over.</summary>
internal static class GuestReader
{
    /// <summary>All of it.</summary>
    /// <param name="answers">Whether the guest agent answers.</param>
    /// <param name="version">Answer to <c>mwan version --json</c>.</param>
    /// <param name="slots">Answer to <c>mwan slots --json</c>.</param>
    /// <param name="status">Answer to <c>mwan status --json</c>.</param>
    /// <param name="text">Answer to <c>mwan status</c>.</param>
    public static GuestFacts Read(bool answers, string version, string slots, string status, string text)
    {
        JsonNode? own = GuestAnswer.Json(GuestAnswer.Parse(version).Output);
        JsonNode? state = GuestAnswer.Json(GuestAnswer.Parse(status).Output);
        return new GuestFacts
        {
            Answers = answers,
            Version = (string?)own?["version"],
            ConfigHash = (string?)own?["configHash"],
            Slots = Slots(GuestAnswer.Parse(slots).Output),
            Findings = state?["findings"] is JsonArray findings
                ? [.. findings.Select(static finding => new GuestFinding((string?)finding?["subject"] ?? "?", (string?)finding?["text"] ?? "?"))]
                : null,
            HealthyWays = [.. (state?["measurements"] as JsonArray ?? []).Where(IsHealthy).Select(static way => $"{(string?)way!["member"]} {(string?)way["family"]}")],
            MissingCertificates = [.. (state?["world"]?["certificates"]?["missing"] as JsonArray ?? []).Select(static name => (string?)name ?? "?")],
            StatusText = GuestAnswer.Parse(text).Output.TrimEnd(),
        };
    }

    private static IReadOnlyList<GuestSlot> Slots(string text) => GuestAnswer.Json(text) is JsonArray slots
        ?
        [
            .. slots.Select(static slot => new GuestSlot(
                (string?)slot?["slot"] ?? "?",
                (bool?)slot?["running"] ?? false,
                (string?)slot?["version"],
                (string?)slot?["state"] ?? "?",
                (int?)slot?["triesLeft"],
                (string?)slot?["refusal"]) { IsNext = (bool?)slot?["next"] }),
        ]
        : [];

    // A verdict that the image before left proves nothing of what it reaches now.
    private static bool IsHealthy(JsonNode? way) =>
        way is not null && (bool?)way["succeeds"] == true && string.Equals((string?)way["health"]?["verdict"], "healthy", StringComparison.OrdinalIgnoreCase);
}
