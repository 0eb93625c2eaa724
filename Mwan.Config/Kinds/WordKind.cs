using System.Text.Json.Nodes;
using Mwan.Config.Description;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Kinds;

/// <summary>A word with a meaning of its own, or a value of another kind: <c>off</c> or a duration.</summary>
internal sealed class WordKind<TInner, T>(string word, T meaning, Kind<TInner> inner, Func<TInner, T> take) : Kind<T>
{
    public override string Noun => $"{word}, or {inner.Noun}";

    public override IEnumerable<Section> Sections => inner.Sections;

    public Func<T, JsonNode?>? Write { get; init; }

    public override JsonNode? Show(T value) =>
        EqualityComparer<T>.Default.Equals(value, meaning) ? JsonValue.Create(word) : Write?.Invoke(value);

    public override JsonObject Schema(Definitions definitions)
    {
        JsonObject other = inner.Schema(definitions);
        JsonObject own = new() { ["const"] = word };
        return new JsonObject
        {
            ["anyOf"] = other["anyOf"] is JsonArray alternatives && other.Count is 1
                ? new JsonArray([own, .. alternatives.Select(a => a?.DeepClone())])
                : new JsonArray(own, other),
        };
    }

    protected override Item<T> ReadValue(Node node, Scope scope)
    {
        if (node is TextNode text)
        {
            if (string.Equals(text.Text, word, StringComparison.Ordinal))
            {
                return scope.Given(node, meaning);
            }

            // YAML 1.1 habits, and words that differ in case or one letter.
            if (text.Text.All(char.IsAsciiLetter) && text.Text.Length < 10 && Nearest.Of(text.Text, [word]) is not null)
            {
                return scope.Bad<T>(node, $"'{text.Text}' is not {Noun}; did you mean '{word}'?");
            }
        }

        Item<TInner> read = inner.Read(node, scope);
        return read.Is(out TInner? value) ? scope.Given(node, take(value)) : scope.Nothing<T>(node);
    }
}
