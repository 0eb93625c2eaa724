using System.Text.Json.Nodes;
using Mwan.Config.Description;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Kinds;

/// <summary>Yes or no.</summary>
internal sealed class FlagKind : Kind<bool>
{
    public static readonly FlagKind Instance = new();

    public override string Noun => "true or false";

    public override JsonNode? Show(bool value) => JsonValue.Create(value);

    public override JsonObject Schema(Definitions definitions) => new() { ["type"] = "boolean" };

    protected override Item<bool> ReadValue(Node node, Scope scope) => node switch
    {
        TextNode { Plain: true, Text: "true" } => scope.Given(node, true),
        TextNode { Plain: true, Text: "false" } => scope.Given(node, false),
        TextNode text => scope.Bad<bool>(node, $"'{text.Text}' is neither true nor false (without quotes, in lower case)"),
        _ => WrongForm(node, scope),
    };
}
