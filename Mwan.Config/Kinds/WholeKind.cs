using System.Globalization;
using System.Text.Json.Nodes;
using Mwan.Config.Description;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Kinds;

/// <summary>A whole number.</summary>
/// <param name="least">Smallest value.</param>
/// <param name="most">Largest value.</param>
/// <param name="unit">Unit in the plural, or null.</param>
internal sealed class WholeKind(long least, long most, string? unit = null) : Kind<long>
{
    public override string Noun => string.Create(
        CultureInfo.InvariantCulture,
        $"a whole number {(unit is null ? "" : $"of {unit} ")}from {least} to {most}");

    public override JsonNode? Show(long value) => JsonValue.Create(value);

    public override JsonObject Schema(Definitions definitions) => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };

    protected override Item<long> ReadValue(Node node, Scope scope)
    {
        if (node is not TextNode text)
        {
            return WrongForm(node, scope);
        }

        if (!long.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            return scope.Bad<long>(node, $"'{text.Text}' is not {Noun}");
        }

        return !text.Plain ? scope.Bad<long>(node, $"write {value} without quotes")
            : value < least || value > most ? scope.Bad<long>(node, string.Create(CultureInfo.InvariantCulture, $"{value} is not {Noun}"))
            : scope.Given(node, value);
    }
}
