using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;

namespace Mwan.Build.Render;

/// <summary>
/// A model as templates see it: nested dictionaries with camelCase names. An enumeration becomes one truth per member
/// (<c>console.root</c>), a time span its <c>seconds</c>, an address or prefix its text.
/// </summary>
internal static class ModelTree
{
    /// <summary>The record's properties, and theirs.</summary>
    public static Dictionary<string, object?> Of(object record) =>
        record.GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .ToDictionary(property => Name(property.Name), property => Value(property.GetValue(record)), StringComparer.Ordinal);

    private static object? Value(object? value) => value switch
    {
        null or string or bool => value,
        Enum member => Enum.GetNames(member.GetType()).ToDictionary(
            Name, name => (object?)string.Equals(name, member.ToString(), StringComparison.Ordinal), StringComparer.Ordinal),
        TimeSpan span => new Dictionary<string, object?>(StringComparer.Ordinal) { ["seconds"] = (long)span.TotalSeconds },
        IPAddress or IPNetwork or Uri => value.ToString(),
        IFormattable number when value.GetType().IsPrimitive => Number(number),
        IDictionary dictionary => Entries(dictionary),
        IEnumerable list => list.Cast<object?>().Select(Value).ToList(),
        _ => Of(value),
    };

    // Zero stays a number: it is false in a condition, as text it would be true.
    private static object Number(IFormattable number) =>
        Convert.ToDecimal(number, CultureInfo.InvariantCulture) == 0 ? 0 : number.ToString(format: null, CultureInfo.InvariantCulture);

    private static Dictionary<string, object?> Entries(IDictionary dictionary)
    {
        Dictionary<string, object?> entries = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in dictionary)
        {
            entries.Add((string)entry.Key, Value(entry.Value));
        }

        return entries;
    }

    private static string Name(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);
}
