using System.Globalization;
using System.Text.Json.Nodes;
using Mwan.Config.Description;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Kinds;

/// <summary>A TCP or UDP port as a number, or several as <c>6000-6010</c>.</summary>
internal sealed class PortRangeKind : Kind<PortRange>
{
    public static readonly PortRangeKind Instance = new();

    public override string Noun => "a port from 1 to 65535 or a range like 6000-6010";

    public override JsonObject Schema(Definitions definitions) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 65535 },
            new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]+-[0-9]+$" }),
    };

    protected override Item<PortRange> ReadValue(Node node, Scope scope)
    {
        if (node is not TextNode { Text: string text })
        {
            return WrongForm(node, scope);
        }

        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return TryPort(dash < 0 ? text : text[..dash], out int first) && TryPort(dash < 0 ? text : text[(dash + 1)..], out int last)
            ? first <= last
                ? scope.Given(node, new PortRange(first, last))
                : scope.Bad<PortRange>(node, $"the range {text} ends before it begins")
            : scope.Bad<PortRange>(node, $"'{text}' is not {Noun}");
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
}
