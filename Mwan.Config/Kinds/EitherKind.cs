using System.Text.Json.Nodes;
using Mwan.Config.Description;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Kinds;

/// <summary>A short form as text, or a long one as a mapping or list.</summary>
internal sealed class EitherKind<T>(Kind<T> text, Kind<T> compound) : Kind<T>
{
    public override string Noun => $"{text.Noun}, or {compound.Noun}";

    public override IEnumerable<Section> Sections => [.. text.Sections, .. compound.Sections];

    public override JsonNode? Show(T value) => text.Show(value) ?? compound.Show(value);

    public override JsonObject Schema(Definitions definitions) =>
        new() { ["anyOf"] = new JsonArray(text.Schema(definitions), compound.Schema(definitions)) };

    protected override Item<T> ReadValue(Node node, Scope scope) => (node is TextNode ? text : compound).Read(node, scope);
}
