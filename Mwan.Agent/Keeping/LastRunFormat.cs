using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Health;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;

namespace Mwan.Agent.Keeping;

/// <summary>
/// The last run as a small JSON file. A file that cannot be read costs nothing but a sentence: every member then starts as unknown.
/// </summary>
internal static class LastRunFormat
{
    private const string Effect = "all members start as unknown";
    private const int MaximumFlaps = 64;

    /// <summary>The file.</summary>
    public static byte[] Serialize(LastRun run) => JsonSerializer.SerializeToUtf8Bytes(
        new LastRunDocument(
            LastRunDocument.CurrentVersion,
            [.. run.Verdicts.Select(Entry)],
            run.Written,
            new SelectionEntry(run.Selection.Ipv4, run.Selection.Ipv6),
            [.. run.Translations.Select(Entry)]),
        KeepingJson.Default.LastRunDocument);

    /// <summary>Reads what any version of the program wrote, or anything else.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="run">What it holds; none when it cannot be read.</param>
    /// <param name="problem">A sentence for the journal without a full stop; null: nothing is wrong.</param>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, out LastRun run, out string? problem)
    {
        run = LastRun.None;
        try
        {
            problem = WrongVersion(utf8);
            if (problem is null && JsonSerializer.Deserialize(utf8.Span, KeepingJson.Default.LastRunDocument) is { } document)
            {
                run = new LastRun(
                    document.Written?.ToUniversalTime() ?? DateTimeOffset.MinValue,
                    [.. document.Verdicts.Select(Verdict).OfType<LastVerdict>()],
                    document.Selection is { } selection ? new Selection(Names(selection.Ipv4), Names(selection.Ipv6)) : Selection.None)
                {
                    Translations = [.. (document.Translations ?? []).Select(Translation).OfType<KnownTranslation>()],
                };
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is text that is no Unicode.
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

        return version is LastRunDocument.CurrentVersion
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the file of the last verdicts has version {version} and this program reads {LastRunDocument.CurrentVersion}; {Effect}");
    }

    private static VerdictEntry Entry(LastVerdict last) => new(
        last.Member,
        last.Family is AddressFamily.InterNetwork ? VerdictEntry.Ipv4 : VerdictEntry.Ipv6,
        last.Health.Verdict,
        last.Health.Since,
        last.OwesHold,
        last.Flaps,
        last.Health.Failing);

    private static TranslationEntry Entry(KnownTranslation known) => new(
        known.Member, known.Family is Family.Ipv4 ? VerdictEntry.Ipv4 : VerdictEntry.Ipv6, [.. known.Networks.Select(network => network.ToString())]);

    private static KnownTranslation? Translation(TranslationEntry? entry)
    {
        AddressFamily? family = FamilyOf(entry?.Family);
        return entry is null || family is null
            ? null
            : new KnownTranslation(
                entry.Member,
                family is AddressFamily.InterNetwork ? Family.Ipv4 : Family.Ipv6,
                [.. Names(entry.Networks).Select(Network).OfType<IPNetwork>().Where(network => network.BaseAddress.AddressFamily == family).Take(KnownTranslation.MaximumNetworks)]);
    }

    private static IPNetwork? Network(string text) => IPNetwork.TryParse(text, out IPNetwork network) ? network : null;

    private static AddressFamily? FamilyOf(string? name) => name switch
    {
        VerdictEntry.Ipv4 => AddressFamily.InterNetwork,
        VerdictEntry.Ipv6 => AddressFamily.InterNetworkV6,
        _ => null,
    };

    // An array may hold null whatever its type says.
    private static IReadOnlyList<string> Names(IReadOnlyList<string?> names) => [.. names.OfType<string>()];

    private static LastVerdict? Verdict(VerdictEntry? entry)
    {
        AddressFamily? family = FamilyOf(entry?.Family);
        return entry is null || family is null || !Enum.IsDefined(entry.Verdict) || entry.Failing is { } layer && !Enum.IsDefined(layer)
            ? null
            : new LastVerdict(
                entry.Member,
                family.Value,
                new FamilyHealth(entry.Verdict, entry.Failing, entry.Since.ToUniversalTime()),
                entry.OwesHold,
                Math.Clamp(entry.Flaps, 0, MaximumFlaps));
    }
}
