namespace Mwan.Tests.Proxmox.Host;

/// <summary>Arguments as Proxmox' programs take them (<c>PVE::JSONSchema::get_options</c>): <c>--name value</c>, <c>--name=value</c>, <c>-name value</c>.</summary>
internal sealed class CommandLine
{
    private static readonly HashSet<string> Truth = new(["0", "1", "yes", "no", "on", "off", "true", "false"], StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private CommandLine(string synopsis) => Synopsis = synopsis;

    /// <summary>How the command is called.</summary>
    public string Synopsis { get; }

    /// <summary>What follows the arguments that have a name.</summary>
    public IReadOnlyList<string> Rest { get; private set; } = [];

    /// <summary>Options that were given, without the positional arguments.</summary>
    public IEnumerable<KeyValuePair<string, string>> Options => values.Where(static value => value.Key[0] != '<');

    /// <summary>A positional argument or option that has to be there.</summary>
    public string this[string name] => values[name];

    /// <summary>Reads arguments.</summary>
    /// <param name="command">The command, for its errors.</param>
    /// <param name="positional">Names of positional arguments, as <c>&lt;vmid&gt;</c>.</param>
    /// <param name="kinds">Whether an option exists, and whether it may stand without a value; null: there is no such option.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="hasRest">Whether what follows is a command of its own (<c>extra-args</c>).</param>
    /// <exception cref="RefusedException">They make no sense.</exception>
    public static CommandLine Parse(string command, IReadOnlyList<string> positional, Func<string, OptionKind?> kinds, IEnumerable<string> arguments, bool hasRest = false)
    {
        CommandLine line = new($"{command} {string.Join(' ', positional)} [OPTIONS]");
        List<string> loose = [];
        Queue<string> left = new(arguments);
        while (left.TryDequeue(out string? argument))
        {
            if (argument == "--")
            {
                loose.AddRange(left);
                break;
            }

            if (argument.Length < 2 || argument[0] != '-' || char.IsAsciiDigit(argument[1]) || (hasRest && loose.Count > positional.Count))
            {
                loose.Add(argument);
                continue;
            }

            line.Option(argument.TrimStart('-'), kinds, left);
        }

        if (loose.Count < positional.Count)
        {
            throw new RefusedException($"400 not enough arguments\n{line.Synopsis}");
        }

        if (loose.Count > positional.Count && !hasRest)
        {
            throw new RefusedException($"400 too many arguments\n{line.Synopsis}");
        }

        for (int index = 0; index < positional.Count; index++)
        {
            line.values[positional[index]] = loose[index];
        }

        line.Rest = [.. loose.Skip(positional.Count)];
        return line;
    }

    /// <summary>An option's value; null: it was not given.</summary>
    public string? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>Whether a switch is on.</summary>
    public bool IsOn(string name) => values.GetValueOrDefault(name) is { } value && value.ToUpperInvariant() is "1" or "YES" or "ON" or "TRUE";

    /// <summary>Says that a parameter has a wrong value.</summary>
    public RefusedException Wrong(string name, string why) => new($"400 Parameter verification failed.\n{name}: {why}\n{Synopsis}");

    /// <summary>The number of a machine.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public string Vmid(string name = "<vmid>")
    {
        string value = values[name];
        return value.Length is >= 3 and <= 9 && value.All(char.IsAsciiDigit) && value[0] != '0'
            ? value
            : throw Wrong(name.Trim('<', '>'), value.All(char.IsAsciiDigit) ? $"invalid format - value '{value}' does not look like a valid VM ID" : $"type check ('integer') failed - got '{value}'");
    }

    private void Option(string text, Func<string, OptionKind?> kinds, Queue<string> left)
    {
        string[] parts = text.Split('=', 2);
        string name = parts[0];
        OptionKind kind = kinds(name) ?? throw new RefusedException($"Unknown option: {name}\n400 unable to parse option\n{Synopsis}");
        string? value = parts.Length == 2 ? parts[1] : null;
        if (value is null && kind == OptionKind.Switch)
        {
            value = left.TryPeek(out string? next) && Truth.Contains(next) ? left.Dequeue() : "1";
        }

        if (kind == OptionKind.Switch && !Truth.Contains(value!))
        {
            throw Wrong(name, $"type check ('boolean') failed - got '{value}'");
        }

        value ??= left.TryDequeue(out string? following) ? following : throw new RefusedException($"Option {name} requires an argument\n400 unable to parse option\n{Synopsis}");
        if (kind == OptionKind.Number && !value.All(char.IsAsciiDigit))
        {
            throw Wrong(name, $"type check ('integer') failed - got '{value}'");
        }

        if (!values.TryAdd(name, value))
        {
            values[name] = kind == OptionKind.List ? $"{values[name]},{value}" : throw Wrong(name, "duplicate parameter");
        }
    }
}
