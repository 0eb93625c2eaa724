using System.Text.Json.Nodes;
using Mwan.Config.Yaml;

namespace Mwan.Config.Description;

/// <summary>
/// One key of a section. This is the only place where a key, its type, default and meaning are written:
/// reading, unknown keys, the JSON Schema and the reference all come from here.
/// </summary>
internal abstract class Field(string key, string help)
{
    public string Key { get; } = key;

    /// <summary>One or two sentences; Markdown.</summary>
    public string Help { get; } = help;

    public bool IsRequired { get; private protected init; }

    /// <summary>What holds when the key is not written, in words; null if it must be written or a value says it.</summary>
    public string? DefaultText { get; private protected init; }

    public abstract Kind Kind { get; }

    /// <summary>The default as a value, if it is a fixed one.</summary>
    public abstract JsonNode? DefaultValue { get; }

    public static Field<T> Required<T>(string key, Kind<T> kind, string help) => new(key, kind, help) { IsRequired = true };

    /// <summary>A field without a default: <paramref name="absence"/> says what its absence means.</summary>
    public static Field<T> Optional<T>(string key, Kind<T> kind, string absence, string help) => new(key, kind, help) { DefaultText = absence };

    public static Field<T> WithDefault<T>(string key, Kind<T> kind, T value, string help) => new(key, kind, help)
    {
        Fixed = true,
        Derive = (_, out derived) => (derived = value) is var _,
    };

    /// <summary>A field whose default <paramref name="derive"/> computes and <paramref name="text"/> explains.</summary>
    public static Field<T> Derived<T>(string key, Kind<T> kind, string text, Derivation<T> derive, string help) =>
        new(key, kind, help) { DefaultText = text, Derive = derive };

    /// <summary>A section that may be left out: then all its defaults hold.</summary>
    public static Field<Values> Part(string key, SectionKind kind, string help) => new(key, kind, help)
    {
        DefaultText = "the defaults below",
        Derive = (parent, out values) => (values = new Values(kind.Section, parent, parent.Index, parent.Place, Scope.Join(parent.Path, key))) is not null,
    };

    public abstract Item Read(Node node, Scope scope);
}

/// <inheritdoc/>
internal sealed class Field<T>(string key, Kind<T> kind, string help) : Field(key, help)
{
    public override Kind Kind => kind;

    public override JsonNode? DefaultValue => Fixed && Derive is not null && Derive(null!, out T? value) ? kind.Show(value!) : null;

    /// <summary>Changes what a section inherits (see <see cref="Section.Inherit"/>) before it takes it.</summary>
    public Func<Values, Item<T>, Item<T>>? Adapt { get; private set; }

    internal Derivation<T>? Derive { get; init; }

    internal bool Fixed { get; init; }

    /// <summary>Sets <see cref="Adapt"/>.</summary>
    public Field<T> Adapted(Func<Values, Item<T>, Item<T>> adapt)
    {
        Adapt = adapt;
        return this;
    }

    public override Item<T> Read(Node node, Scope scope) => kind.Read(node, scope);

    /// <summary>What holds in <paramref name="section"/>, where the key is not written.</summary>
    public Item<T> Unwritten(Values section)
    {
        string path = Scope.Join(section.Path, Key);
        if (section.Section.Inherit?.Invoke(section) is Values other)
        {
            return Adapt is null ? other.At(this) : Adapt(section, other.At(this));
        }

        if (Derive is null)
        {
            return new Item<T>(IsRequired ? Origin.Bad : Origin.Absent, default, section.Place, path);
        }

        return Derive(section, out T? value)
            ? new Item<T>(Origin.Default, value, section.Place, path)
            : new Item<T>(Origin.Bad, default, section.Place, path);
    }
}
