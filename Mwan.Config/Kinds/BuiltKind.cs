using System.Text.Json.Nodes;
using Mwan.Config.Description;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Kinds;

/// <summary>A small mapping that stands for one value; what concerns its keys alone is checked while it is built.</summary>
/// <param name="section">The keys.</param>
/// <param name="noun">What it is.</param>
/// <param name="build">Gives the value, or null after it reported why not or if a key is bad.</param>
internal sealed class BuiltKind<T>(Section section, string noun, Func<Values, Report, T?> build) : Kind<T>
    where T : class
{
    private readonly SectionKind inner = new(section, noun);

    public override string Noun => noun;

    public override IEnumerable<Section> Sections => inner.Sections;

    public Func<T, JsonNode?>? Write { get; init; }

    public override JsonNode? Show(T value) => Write?.Invoke(value);

    public override JsonObject Schema(Definitions definitions) => inner.Schema(definitions);

    protected override Item<T> ReadValue(Node node, Scope scope) =>
        inner.Read(node, scope).Is(out Values? values) && build(values, scope.Report) is T value
            ? scope.Given(node, value)
            : scope.Nothing<T>(node);
}
