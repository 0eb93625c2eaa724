using System.Text.Json.Nodes;
using Mwan.Config.Description;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Kinds;

/// <summary>One of a few words.</summary>
internal sealed class ChoiceKind<T>(params IReadOnlyList<(string Word, T Value)> choices) : Kind<T>
{
    private readonly IReadOnlyList<string> words = [.. choices.Select(c => c.Word)];

    /// <summary>What to write if none of the words was meant.</summary>
    public string? Otherwise { get; init; }

    public override string Noun => words.Count is 1 ? $"'{words[0]}'" : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    public override JsonNode? Show(T value) =>
        JsonValue.Create(choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, value)).Word);

    public override JsonObject Schema(Definitions definitions) =>
        new() { ["enum"] = new JsonArray([.. words.Select(w => (JsonNode?)JsonValue.Create(w))]) };

    protected override Item<T> ReadValue(Node node, Scope scope)
    {
        if (node is not TextNode text)
        {
            return WrongForm(node, scope);
        }

        foreach ((string word, T value) in choices)
        {
            if (string.Equals(word, text.Text, StringComparison.Ordinal))
            {
                return scope.Given(node, value);
            }
        }

        return scope.Bad<T>(node, Nearest.Of(text.Text, words) is string near
            ? $"'{text.Text}' is not {Noun}; did you mean '{near}'?"
            : $"'{text.Text}' is not {Noun}{(Otherwise is null ? "" : $"; {Otherwise}")}");
    }
}
