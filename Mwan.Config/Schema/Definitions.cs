using System.Text.Json.Nodes;
using Mwan.Config.Description;

namespace Mwan.Config.Schema;

/// <summary>The sections of a schema, each defined once and referred to by name.</summary>
internal sealed class Definitions
{
    private readonly SortedDictionary<string, JsonObject?> byName = new(StringComparer.Ordinal);

    /// <summary>A reference to the definition of <paramref name="section"/>, which is made at the first call.</summary>
    public JsonObject Reference(Section section)
    {
        if (byName.TryAdd(section.Name, null))
        {
            byName[section.Name] = Describe(section);
        }

        return new JsonObject { ["$ref"] = $"#/definitions/{section.Name}" };
    }

    /// <summary>All definitions so far, by name.</summary>
    public JsonObject ToJson()
    {
        JsonObject all = [];
        foreach ((string name, JsonObject? definition) in byName)
        {
            all[name] = definition;
        }

        return all;
    }

    /// <summary>A mapping that has these fields and no others.</summary>
    public JsonObject Describe(Section section)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach (Field field in section.Fields)
        {
            properties[field.Key] = Describe(field);
            if (field.IsRequired)
            {
                required.Add((JsonNode)field.Key);
            }
        }

        JsonObject schema = new()
        {
            ["type"] = "object",
            ["description"] = section.Help,
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return schema;
    }

    private JsonObject Describe(Field field)
    {
        JsonObject kind = field.Kind.Schema(this);

        // In draft 7 whatever stands beside a $ref is ignored.
        JsonObject schema = kind.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(kind) } : kind;
        schema["description"] = field.DefaultText is string text ? $"{field.Help} Default: {text}." : field.Help;
        if (field.DefaultValue is JsonNode value)
        {
            schema["default"] = value;
        }

        return schema;
    }
}
