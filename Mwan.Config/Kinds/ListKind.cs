using System.Globalization;
using System.Text.Json.Nodes;
using Mwan.Config.Description;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Kinds;

/// <summary>A sequence. A bad element does not spoil the others.</summary>
/// <param name="inner">Kind of the elements.</param>
/// <param name="noun">What it is, in the plural.</param>
/// <param name="least">How many elements there are at least.</param>
/// <param name="orOne">Whether a single element may stand without brackets.</param>
internal sealed class ListKind<T>(Kind<T> inner, string noun, int least = 0, bool orOne = false) : Kind<IReadOnlyList<Item<T>>>
{
    public override string Noun => $"a list of {noun}";

    public override IEnumerable<Section> Sections => inner.Sections;

    public static IReadOnlyList<Item<T>> Of(params IReadOnlyList<T> values) =>
        [.. values.Select(v => new Item<T>(Origin.Default, v, Place.Start, ""))];

    public override JsonNode? Show(IReadOnlyList<Item<T>> value) =>
        new JsonArray([.. value.Select(i => i.Value is null ? null : inner.Show(i.Value))]);

    public override JsonObject Schema(Definitions definitions)
    {
        JsonObject list = new() { ["type"] = "array", ["items"] = inner.Schema(definitions) };
        if (least > 0)
        {
            list["minItems"] = least;
        }

        return orOne ? new JsonObject { ["anyOf"] = new JsonArray(inner.Schema(definitions), list) } : list;
    }

    protected override Item<IReadOnlyList<Item<T>>> ReadValue(Node node, Scope scope)
    {
        if (orOne && node is not ListNode)
        {
            return scope.Given<IReadOnlyList<Item<T>>>(node, [inner.Read(node, scope)]);
        }

        if (node is not ListNode list)
        {
            string dash = node is MapNode ? " (each begins with '- ')" : "";
            return scope.Bad<IReadOnlyList<Item<T>>>(node, $"write {Noun} here{dash}");
        }

        if (list.Items.Count < least)
        {
            return scope.Bad<IReadOnlyList<Item<T>>>(node, string.Create(CultureInfo.InvariantCulture, $"the list of {noun} needs at least {least}"));
        }

        return scope.Given<IReadOnlyList<Item<T>>>(node, [.. list.Items.Select((item, i) =>
            inner.Read(item, scope with { Path = string.Create(CultureInfo.InvariantCulture, $"{scope.Path}[{i}]"), Index = i }))]);
    }
}
