using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Schema;

/// <summary>The reference of the site file, for people.</summary>
public static class SiteReference
{
    private const string Introduction =
        """
        # The site file

        One file, `mwan.yaml`, describes the whole appliance. This reference and `mwan.schema.json`, by which editors complete and check the
        file, are generated from the descriptions in `Sections/`, which also drive the reading: there is no second list of keys.

        - Everything is checked in one pass. A finding has its place and what to do: `mwan.yaml:41:7: wans[1].mappings[2].internal: ...`.
        - Durations have a unit: `400ms`, `30s`, `10m`, `1h`, `1d`. Put quotes around an IPv6 address with a port, and around whatever holds `: `.
        - YAML's anchors, aliases, tags and second documents are refused. So is every secret: certificates and keys live on the state disk.
        - A WAN is found dead after `failures` × `interval` + `timeout` at most: 3.4 s with the defaults.

        """;

    /// <summary>The reference as Markdown.</summary>
    public static string Generate()
    {
        StringBuilder text = new(Introduction);
        HashSet<string> done = new(StringComparer.Ordinal);
        Describe(SiteSection.Section, text, done);
        return text.ToString();
    }

    private static void Describe(Section section, StringBuilder text, HashSet<string> done)
    {
        if (!done.Add(section.Name))
        {
            return;
        }

        text.Append($"\n## {section.Name}\n\n{section.Help}\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
        foreach (Field field in section.Fields)
        {
            string links = string.Concat(field.Kind.Sections.Select(s => $" ([{s.Name}](#{s.Name.ToLowerInvariant()}))"));
            text.Append($"| `{field.Key}` | {Escape(field.Kind.Noun)}{links} | {Escape(Default(field))} | {Escape(field.Help)} |\n");
        }

        foreach (Section inner in section.Fields.SelectMany(f => f.Kind.Sections))
        {
            Describe(inner, text, done);
        }
    }

    private static string Default(Field field) => field switch
    {
        { IsRequired: true } => "**required**",
        { DefaultText: string words } => words,
        { DefaultValue: JsonArray { Count: 0 } or JsonObject { Count: 0 } } => "none",
        { DefaultValue: JsonNode value } => Code(value),
        _ => "",
    };

    private static string Code(JsonNode value) => value switch
    {
        JsonArray list => string.Join("<br>", list.Select(i => i is null ? "" : Code(i))),
        JsonObject map => $"`{{ {string.Join(", ", map.Select(p => $"{p.Key}: {p.Value}"))} }}`",
        JsonValue scalar when scalar.GetValueKind() is JsonValueKind.String => $"`{scalar.GetValue<string>()}`",
        _ => $"`{value.ToJsonString()}`",
    };

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
