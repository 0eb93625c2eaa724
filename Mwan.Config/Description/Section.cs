namespace Mwan.Config.Description;

/// <summary>A mapping with fixed keys.</summary>
/// <param name="name">Name in the schema and heading in the reference.</param>
/// <param name="help">What the section is; Markdown.</param>
/// <param name="fields">Its keys, in the order in which people write them.</param>
internal sealed class Section(string name, string help, params IReadOnlyList<Field> fields)
{
    public string Name { get; } = name;

    public string Help { get; } = help;

    public IReadOnlyList<Field> Fields { get; } = fields;

    /// <summary>The section whose values hold where this one says nothing; null result: none.</summary>
    public Func<Values, Values?>? Inherit { get; init; }
}
