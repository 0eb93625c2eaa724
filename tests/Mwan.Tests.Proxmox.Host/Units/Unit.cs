using System.Text;

namespace Mwan.Tests.Proxmox.Host.Units;

/// <summary>A service as <c>systemd.service(5)</c> describes it, as far as the stand-in carries it out.</summary>
internal sealed record Unit
{
    private static readonly HashSet<string> Known = new(
        [
            "Unit.Description", "Unit.Documentation", "Unit.After", "Unit.Before", "Unit.Wants", "Unit.Requires", "Unit.BindsTo", "Unit.PartOf", "Unit.DefaultDependencies",
            "Unit.ConditionPathExists", "Unit.RequiresMountsFor", "Unit.StartLimitIntervalSec", "Unit.CollectMode", "Service.Type", "Service.RemainAfterExit", "Service.ExecStartPre", "Service.ExecStart",
            "Service.ExecStartPost", "Service.ExecStop", "Service.ExecStopPost", "Service.ExecReload", "Service.Environment", "Service.TimeoutStartSec", "Service.TimeoutStopSec", "Service.TimeoutSec",
            "Service.StandardOutput", "Service.StandardError", "Service.WorkingDirectory", "Service.KillMode", "Service.SyslogIdentifier", "Service.Restart", "Service.RuntimeMaxSec", "Install.WantedBy", "Install.RequiredBy",
        ],
        StringComparer.Ordinal);

    /// <summary>Kind of service.</summary>
    public string Type { get; init; } = "simple";

    /// <summary>Whether it counts as active when its programs have ended.</summary>
    public bool Remains { get; init; }

    /// <summary>What starts it, one after the other.</summary>
    public IReadOnlyList<string> Start { get; init; } = [];

    /// <summary>What stops it.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>What has it look at its configuration again.</summary>
    public IReadOnlyList<string> Reload { get; init; } = [];

    /// <summary>What has to be started before it, when both are.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Files without which it is passed over.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>Whether it is forgotten when it ends, also when it fails.</summary>
    public bool Collect { get; init; }

    /// <summary>Variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Targets that want it.</summary>
    public IReadOnlyList<string> WantedBy { get; init; } = [];

    /// <summary>A unit's name from a word that may leave out what kind of unit it is.</summary>
    public static string NameOf(string word) => word.Contains('.', StringComparison.Ordinal) ? word : $"{word}.service";

    /// <summary>Reads one.</summary>
    /// <exception cref="RefusedException">It has what the stand-in does not carry out.</exception>
    public static Unit Parse(string name, string text)
    {
        Dictionary<string, List<string>> values = new(StringComparer.Ordinal);
        string section = "";
        foreach (string line in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] is not ('#' or ';')))
        {
            if (line[0] == '[')
            {
                section = line.Trim('[', ']');
                continue;
            }

            string[] pair = line.Split('=', 2);
            string key = $"{section}.{pair[0].Trim()}";
            if (pair.Length != 2 || !Known.Contains(key))
            {
                throw new RefusedException($"stand-in does not know, in {name}: [{section}] {line}");
            }

            if (!values.TryGetValue(key, out List<string>? list))
            {
                values[key] = list = [];
            }

            list.Add(pair[1].Trim());
        }

        List<string> All(string key) => values.GetValueOrDefault($"Service.{key}") ?? [];
        string type = All("Type").LastOrDefault("simple");
        if (type is not ("simple" or "oneshot" or "exec"))
        {
            throw new RefusedException($"stand-in does not know, in {name}: Type={type}");
        }

        return new Unit
        {
            Type = type,
            Remains = All("RemainAfterExit").LastOrDefault() is "yes" or "true" or "1" or "on",
            Start = [.. All("ExecStartPre"), .. All("ExecStart"), .. All("ExecStartPost")],
            Stop = [.. All("ExecStop"), .. All("ExecStopPost")],
            Reload = All("ExecReload"),
            Environment = All("Environment").SelectMany(Words).Select(static word => word.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal),
            After = [.. (values.GetValueOrDefault("Unit.After") ?? []).SelectMany(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))],
            Conditions = values.GetValueOrDefault("Unit.ConditionPathExists") ?? [],
            Collect = values.GetValueOrDefault("Unit.CollectMode")?.LastOrDefault() == "inactive-or-failed",
            WantedBy = [.. (values.GetValueOrDefault("Install.WantedBy") ?? []).SelectMany(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))],
        };
    }

    /// <summary>Takes a command apart as systemd does: quotes and escapes, no shell.</summary>
    public static IReadOnlyList<string> Words(string command)
    {
        List<string> words = [];
        StringBuilder word = new();
        char quote = '\0';
        bool inside = false;
        for (int index = 0; index < command.Length; index++)
        {
            char next = command[index];
            if (quote == '\0' && char.IsWhiteSpace(next))
            {
                if (inside)
                {
                    words.Add(word.ToString());
                    _ = word.Clear();
                    inside = false;
                }

                continue;
            }

            inside = true;
            if (next == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && next is '\'' or '"')
            {
                quote = next;
            }
            else if (next == '\\' && quote != '\'' && index + 1 < command.Length)
            {
                char escaped = command[++index];
                _ = word.Append(escaped switch { 'n' => '\n', 't' => '\t', 's' => ' ', _ => escaped });
            }
            else if (next is '%' or '$' && index + 1 < command.Length && command[index + 1] == next)
            {
                _ = word.Append(next);
                index++;
            }
            else
            {
                _ = word.Append(next);
            }
        }

        if (inside)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
