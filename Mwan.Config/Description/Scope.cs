using Mwan.Config.Yaml;

namespace Mwan.Config.Description;

/// <summary>Where in the document a value is read.</summary>
/// <param name="Path">Path of the value.</param>
/// <param name="Report">Takes what is wrong.</param>
/// <param name="Parent">The section that holds the value.</param>
/// <param name="Index">The value's number if it is in a list.</param>
internal sealed record Scope(string Path, Report Report, Values? Parent = null, int Index = 0)
{
    public static string Join(string path, string key) => path.Length is 0 ? key : $"{path}.{key}";

    public static Item<T> Given<T>(Node node, string path, T value) => new(Origin.Given, value, node.Place, path);

    public Item<T> Given<T>(Node node, T value) => Given(node, Path, value);

    /// <summary>Reports and gives nothing.</summary>
    public Item<T> Bad<T>(Node node, string message)
    {
        Report.Error(node.Place, Path, message);
        return Nothing<T>(node);
    }

    /// <summary>For what is already reported.</summary>
    public Item<T> Nothing<T>(Node node) => new(Origin.Bad, default, node.Place, Path);
}
