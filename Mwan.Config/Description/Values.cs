namespace Mwan.Config.Description;

/// <summary>A section as read: the typed value of each field, given or default.</summary>
internal sealed class Values(Section section, Values? parent, int index, Place place, string path)
{
    private readonly Dictionary<Field, Item> items = [];

    public Section Section { get; } = section;

    public Values? Parent { get; } = parent;

    /// <summary>Number in the list that holds the section.</summary>
    public int Index { get; } = index;

    public Place Place { get; } = place;

    public string Path { get; } = path;

    /// <summary>The whole document.</summary>
    public Values Root => Parent?.Root ?? this;

    /// <summary>The value of a field. Defaults are computed when asked for, so ask only when the document is read.</summary>
    public Item<T> At<T>(Field<T> field)
    {
        if (!items.TryGetValue(field, out Item? item))
        {
            items.Add(field, item = field.Unwritten(this));
        }

        return (Item<T>)item;
    }

    public void Add(Field field, Item item) => items.Add(field, item);

    /// <summary>The value of a field in a document without errors.</summary>
    public T Get<T>(Field<T> field) => At(field).Is(out T? value)
        ? value
        : throw new InvalidOperationException($"{Path}.{field.Key} has no value though no error was reported.");

    /// <summary>The sections in a list, without those that could not be read.</summary>
    public IEnumerable<Values> Each(Field<IReadOnlyList<Item<Values>>> field)
    {
        foreach (Item<Values> item in At(field).Is(out IReadOnlyList<Item<Values>>? list) ? list : [])
        {
            if (item.Is(out Values? values))
            {
                yield return values;
            }
        }
    }

    /// <summary>The elements of a list that can be relied upon; none if the list is not given and has no default.</summary>
    public IReadOnlyList<T> List<T>(Field<IReadOnlyList<Item<T>>> field) =>
        At(field).Is(out IReadOnlyList<Item<T>>? items) ? [.. items.Where(i => i.Is(out _)).Select(i => i.Value!)] : [];
}
