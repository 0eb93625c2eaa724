using System.Text.Json.Nodes;
using Mwan.Config.Description;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Kinds;

/// <summary>A value that is written as text.</summary>
internal sealed class TextKind<T>(string noun, TextReading<T> read) : Kind<T>
{
    public override string Noun => noun;

    /// <summary>ECMA 262 pattern for editors; coarser than the reading.</summary>
    public string? Pattern { get; init; }

    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Back to text.</summary>
    public Func<T, string>? Write { get; init; }

    public override JsonNode? Show(T value) => Write is null || value is null ? null : JsonValue.Create(Write(value));

    public override JsonObject Schema(Definitions definitions)
    {
        JsonObject schema = new() { ["type"] = "string" };
        if (Pattern is not null)
        {
            schema["pattern"] = Pattern;
        }

        if (Examples.Count > 0)
        {
            schema["examples"] = new JsonArray([.. Examples.Select(e => (JsonNode?)JsonValue.Create(e))]);
        }

        return schema;
    }

    protected override Item<T> ReadValue(Node node, Scope scope)
    {
        if (node is not TextNode text)
        {
            return WrongForm(node, scope);
        }

        return read(text.Text, out T? value) is string wrong ? scope.Bad<T>(node, wrong) : scope.Given<T>(node, value!);
    }
}
