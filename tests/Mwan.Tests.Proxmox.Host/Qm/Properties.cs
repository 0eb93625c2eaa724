namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>A property string of Proxmox (<c>PVE::JSONSchema::parse_property_string</c>): <c>VALUE,key=value,...</c>, where the first key may be left out.</summary>
internal sealed class Properties
{
    private readonly SortedDictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly string first;

    private Properties(string first) => this.first = first;

    /// <summary>What stands without its key.</summary>
    public string? First
    {
        get => values.GetValueOrDefault(first);
        set => values[first] = value!;
    }

    /// <summary>Names of what is there.</summary>
    public IEnumerable<string> Names => values.Keys;

    /// <summary>A property; null: it is not there.</summary>
    public string? this[string name]
    {
        get => values.GetValueOrDefault(name);
        set
        {
            if (value is null)
            {
                values.Remove(name);
            }
            else
            {
                values[name] = value;
            }
        }
    }

    /// <summary>Reads it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="first">The key that may be left out.</param>
    /// <exception cref="FormatException">It is malformed, in Proxmox' words.</exception>
    public static Properties Parse(string text, string first)
    {
        Properties properties = new(first);
        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=', 2);
            (string key, string value) = pair.Length == 2 ? (pair[0], pair[1]) : (first, pair[0]);
            if (value.Length == 0)
            {
                throw new FormatException("invalid format - missing value in comma-separated list property");
            }

            if (!properties.values.TryAdd(key, value))
            {
                throw new FormatException($"invalid format - duplicate key in comma-separated list property: {key}");
            }
        }

        return properties;
    }

    /// <summary>As Proxmox prints it: what has no key first, the others by name.</summary>
    public override string ToString() => string.Join(',', values.Where(pair => pair.Key != first).Select(static pair => $"{pair.Key}={pair.Value}").Prepend(First).Where(static part => part is not null));
}
