using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;

namespace Mwan.Agent.Health;

/// <summary>
/// The last verdicts as a small JSON file. A file that cannot be read costs nothing but a sentence: every member then starts as unknown.
/// </summary>
internal static class LastVerdicts
{
    private const string Effect = "all members start as unknown";
    private const int MaximumFlaps = 64;

    /// <summary>The file.</summary>
    public static byte[] Serialize(IReadOnlyList<LastVerdict> verdicts) => JsonSerializer.SerializeToUtf8Bytes(
        new VerdictFile(VerdictFile.CurrentVersion, [.. verdicts.Select(Entry)]),
        HealthJson.Default.VerdictFile);

    /// <summary>Reads what any version of the program wrote, or anything else.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="verdicts">Its verdicts; empty when it cannot be read.</param>
    /// <param name="problem">A sentence for the journal without a full stop; null: nothing is wrong.</param>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, out IReadOnlyList<LastVerdict> verdicts, out string? problem)
    {
        verdicts = [];
        try
        {
            problem = WrongVersion(utf8);
            if (problem is null && JsonSerializer.Deserialize(utf8.Span, HealthJson.Default.VerdictFile) is { } file)
            {
                verdicts = [.. file.Verdicts.Select(Verdict).OfType<LastVerdict>()];
            }
        }
        catch (JsonException exception)
        {
            problem = $"the file of the last verdicts is damaged ({exception.Message.TrimEnd('.')}); {Effect}";
        }

        return problem is null;
    }

    private static string? WrongVersion(ReadOnlyMemory<byte> utf8)
    {
        using JsonDocument document = JsonDocument.Parse(utf8);
        if (document.RootElement.ValueKind is not JsonValueKind.Object
            || !document.RootElement.TryGetProperty("version", out JsonElement element)
            || element.ValueKind is not JsonValueKind.Number || !element.TryGetInt32(out int version))
        {
            return $"the file of the last verdicts is none of ours; {Effect}";
        }

        return version is VerdictFile.CurrentVersion
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the file of the last verdicts has version {version} and this program reads {VerdictFile.CurrentVersion}; {Effect}");
    }

    private static VerdictEntry Entry(LastVerdict last) => new(
        last.Member,
        last.Family is AddressFamily.InterNetwork ? VerdictEntry.Ipv4 : VerdictEntry.Ipv6,
        last.Health.Verdict,
        last.Health.Since,
        last.OwesHold,
        last.Flaps,
        last.Health.Failing);

    // An array may hold null whatever its type says.
    private static LastVerdict? Verdict(VerdictEntry? entry)
    {
        AddressFamily? family = entry?.Family switch
        {
            VerdictEntry.Ipv4 => AddressFamily.InterNetwork,
            VerdictEntry.Ipv6 => AddressFamily.InterNetworkV6,
            _ => null,
        };
        return entry is null || family is null
            ? null
            : new LastVerdict(
                entry.Member,
                family.Value,
                new FamilyHealth(entry.Verdict, entry.Failing, entry.Since.ToUniversalTime()),
                entry.OwesHold,
                Math.Clamp(entry.Flaps, 0, MaximumFlaps));
    }
}
