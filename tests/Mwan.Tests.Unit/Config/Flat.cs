using System.Collections;
using System.Globalization;
using System.Net;

namespace Mwan.Tests.Unit.Config;

/// <summary>A value as lines of path and text, by which two values can be compared and their difference read.</summary>
internal static class Flat
{
    public static IReadOnlyList<string> Of(object value) => [.. Lines("", value)];

    private static IEnumerable<string> Lines(string path, object? value) => value switch
    {
        null => [$"{path}: nothing"],
        string or IPAddress or IPNetwork or TimeSpan or Uri or Enum => [$"{path}: {value}"],
        _ when value.GetType().IsPrimitive => [$"{path}: {Convert.ToString(value, CultureInfo.InvariantCulture)}"],
        IDictionary table => table.Keys.Cast<string>().Order(StringComparer.Ordinal).SelectMany(key => Lines($"{path}.{key}", table[key])),
        IEnumerable list => list.Cast<object>().SelectMany((item, i) => Lines($"{path}[{i}]", item)),
        _ => value.GetType().GetProperties().Where(p => p.CanWrite).SelectMany(p => Lines($"{path}.{p.Name}", p.GetValue(value))),
    };
}
