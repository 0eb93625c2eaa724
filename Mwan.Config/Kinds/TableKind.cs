using System.Text.Json.Nodes;
using Mwan.Config.Description;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Kinds;

/// <summary>A mapping whose keys the user chooses.</summary>
/// <param name="key">Kind of the keys.</param>
/// <param name="inner">Kind of the values.</param>
/// <param name="noun">What it is.</param>
internal sealed class TableKind<T>(TextKind<string> key, Kind<T> inner, string noun) : Kind<IReadOnlyList<Row<T>>>
{
    public override string Noun => noun;

    public override IEnumerable<Section> Sections => inner.Sections;

    public override JsonNode? Show(IReadOnlyList<Row<T>> value) => value.Count is 0 ? new JsonObject() : null;

    public override JsonObject Schema(Definitions definitions) => new()
    {
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = key.Pattern },
        ["additionalProperties"] = inner.Schema(definitions),
    };

    protected override Item<IReadOnlyList<Row<T>>> ReadValue(Node node, Scope scope)
    {
        if (node is not MapNode map)
        {
            return WrongForm(node, scope);
        }

        return scope.Given<IReadOnlyList<Row<T>>>(node, [.. map.Entries.Select(entry =>
        {
            Scope inside = scope with { Path = Scope.Join(scope.Path, entry.Key) };
            return new Row<T>(key.Read(new TextNode(entry.Place, entry.Key, Plain: true), inside), inner.Read(entry.Value, inside));
        })]);
    }
}
