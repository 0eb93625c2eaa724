using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mwan.Config;

/// <summary>
/// The resolved site as JSON, <c>/usr/lib/mwan/config.json</c> in the image. The builder writes it, the agent reads it, without reflection.
/// The same site gives the same bytes.
/// </summary>
public static class SiteJson
{
    private static readonly SiteJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        IgnoreReadOnlyProperties = true,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new AddressConverter(),
            new NetworkConverter(),
            new InterfaceAddressConverter(),
            new SecondsConverter(),
            new JsonStringEnumConverter<AddressingMode>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<ConsoleAccess>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<FlowAction>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<ProbeKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    });

    /// <summary>The site as indented UTF-8 JSON that ends with a line feed.</summary>
    public static byte[] Write(Site site) => [.. JsonSerializer.SerializeToUtf8Bytes(Sorted(site), Context.Site), (byte)'\n'];

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="site">The site.</param>
    /// <param name="error">Otherwise why there is none, as a sentence without a full stop.</param>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out Site? site, [NotNullWhen(false)] out string? error)
    {
        site = null;
        try
        {
            error = WrongVersion(utf8);
            if (error is null)
            {
                site = JsonSerializer.Deserialize(utf8.Span, Context.Site);
                error = site is null ? "the document is null, not a site" : null;
            }
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is long line ? string.Create(CultureInfo.InvariantCulture, $" at line {line + 1}{(e.Path is null ? "" : $", {e.Path}")}") : "";
            error = $"the document is damaged{place}: {e.Message.TrimEnd('.')}";
        }

        return site is not null;
    }

    // Before anything else: a document of another version may have any content.
    private static string? WrongVersion(ReadOnlyMemory<byte> utf8)
    {
        using JsonDocument document = JsonDocument.Parse(utf8);
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            return "the document is not a JSON object";
        }

        if (!document.RootElement.TryGetProperty("version", out JsonElement element)
            || element.ValueKind is not JsonValueKind.Number || !element.TryGetInt32(out int version))
        {
            return "the document does not say its version, so it is none of ours";
        }

        return version == Site.CurrentVersion
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the document has version {version} and this program reads {Site.CurrentVersion}; use the program of the same image");
    }

    private static Site Sorted(Site site) => site.Proxmox is not Proxmox proxmox ? site : site with
    {
        Proxmox = proxmox with
        {
            Bridges = new SortedDictionary<string, string>(proxmox.Bridges.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
            Passthrough = new SortedDictionary<string, PassthroughDevice>(proxmox.Passthrough.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
        },
    };
}
