using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mwan.Config.Sections;

namespace Mwan.Config.Schema;

/// <summary>The JSON Schema of the site file, by which editors complete and check it.</summary>
public static class SiteSchema
{
    /// <summary>The schema as text, draft 7: what yaml-language-server supports best.</summary>
    public static string Generate()
    {
        Definitions definitions = new();
        JsonObject schema = new()
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "mwan site",
        };
        foreach ((string key, JsonNode? value) in definitions.Describe(SiteSection.Section))
        {
            schema[key] = value?.DeepClone();
        }

        schema["definitions"] = definitions.ToJson();
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            schema.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
