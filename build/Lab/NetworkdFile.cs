namespace Mwan.Build.Lab;

/// <summary>A file of systemd.netdev(5) or systemd.network(5). Pure.</summary>
/// <param name="Settings">Its settings in order.</param>
public sealed record NetworkdFile(IReadOnlyList<(string Section, string Key, string Value)> Settings)
{
    /// <summary>Reads one.</summary>
    public static NetworkdFile Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<(string, string, string)> settings = [];
        string section = "";
        foreach (string line in text.Split('\n').Select(static line => line.Trim()).Where(static line => line is [not '#', ..]))
        {
            if (line is ['[', .. string name, ']'])
            {
                section = name;
            }
            else if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and int sign)
            {
                settings.Add((section, line[..sign], line[(sign + 1)..]));
            }
            else
            {
                throw new FormatException($"This is no line of a networkd file: {line}");
            }
        }

        return new NetworkdFile(settings);
    }

    /// <summary>Every value of a setting that may stand several times.</summary>
    public IReadOnlyList<string> All(string section, string key) =>
        [.. Settings.Where(setting => setting.Section == section && setting.Key == key).Select(static setting => setting.Value)];

    /// <summary>The value of a setting that stands once.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public string One(string section, string key) =>
        All(section, key) is [var only] ? only : throw new InvalidOperationException($"There is not one {key}= in [{section}].");
}
