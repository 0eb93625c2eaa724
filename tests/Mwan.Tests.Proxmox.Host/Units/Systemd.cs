using System.Text.Json;
using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Units;

/// <summary><c>systemctl</c>, <c>systemd-run</c> and <c>journalctl</c> with the few units that a host is given here. What it runs outlives the connection.</summary>
internal static class Systemd
{
    private const string Folder = "/etc/systemd/system";

    // Of Proxmox and Debian: known, running, and none of ours.
    private static readonly string[] OfTheHost = ["pve-guests.service", "pvedaemon.service", "pveproxy.service", "pve-cluster.service", "ssh.service", "networking.service", "systemd-udevd.service"];

    /// <summary>Plays <c>systemctl</c>.</summary>
    public static async Task ControlAsync(IReadOnlyList<string> arguments, Answer answer)
    {
        List<string> words = [];
        HashSet<string> flags = new(StringComparer.Ordinal);
        List<string> properties = [];
        Queue<string> left = new(arguments);
        while (left.TryDequeue(out string? word))
        {
            if (word is "-p" or "--property")
            {
                properties.AddRange(left.Dequeue().Split(','));
            }
            else if (word.StartsWith("--property=", StringComparison.Ordinal))
            {
                properties.AddRange(word[11..].Split(','));
            }
            else if (word is "--now" or "--quiet" or "-q" or "--value" or "--no-pager" or "--full" or "-l" or "--no-block" or "--wait")
            {
                flags.Add(word);
            }
            else
            {
                words.Add(word[0] != '-' ? word : throw new RefusedException($"stand-in does not know: systemctl {string.Join(' ', arguments)}"));
            }
        }

        string verb = words.Count > 0 ? words[0] : "";
        string[] units = [.. words.Skip(1).Select(static unit => unit.Contains('.', StringComparison.Ordinal) ? unit : $"{unit}.service")];
        switch (verb)
        {
            case "daemon-reload":
                Reload();
                break;
            case "enable":
            case "disable":
                foreach (string unit in units)
                {
                    await EnableAsync(unit, verb == "enable", flags.Contains("--now"), answer);
                }

                break;
            case "start":
            case "stop":
            case "restart":
                foreach (string unit in units)
                {
                    if (verb is "stop" or "restart")
                    {
                        await StopAsync(unit, answer, mustExist: verb == "stop");
                    }

                    if (verb is "start" or "restart")
                    {
                        await StartAsync(unit, answer);
                    }
                }

                break;
            case "reload":
                foreach (string unit in units)
                {
                    if (State(unit) is not { Active: "active" } loaded)
                    {
                        throw new RefusedException($"{unit} is not active, cannot reload.", 1);
                    }

                    Unit parsed = Unit.Parse(unit, loaded.Text);
                    if (parsed.Reload.Count == 0)
                    {
                        throw new RefusedException($"Failed to reload {unit}: Job type reload is not applicable for unit {unit}.", 1);
                    }

                    foreach (string command in parsed.Reload)
                    {
                        if (await CommandAsync(unit, command, parsed) != 0)
                        {
                            throw new RefusedException($"Job for {unit} failed because the control process exited with error code.", 1);
                        }
                    }
                }

                break;
            case "reset-failed":
                foreach (string unit in units)
                {
                    if (State(unit) is { Active: "failed" } failed)
                    {
                        Keep(unit, failed.Transient ? null : failed with { Active = "inactive" });
                    }
                    else if (State(unit) is null && !File.Exists(FileOf(unit)))
                    {
                        throw new RefusedException($"Failed to reset failed state of unit {unit}: Unit {unit} not loaded.", 1);
                    }
                }

                break;
            case "is-active":
            case "is-failed":
                answer.Code = 3;
                foreach (string unit in units)
                {
                    string active = ActiveOf(unit);
                    if (!flags.Contains("--quiet") && !flags.Contains("-q"))
                    {
                        answer.Say(active);
                    }

                    if (verb == "is-active" ? active == "active" : active == "failed")
                    {
                        answer.Code = 0;
                    }
                }

                answer.Code = answer.Code == 3 && verb == "is-failed" ? 1 : answer.Code;
                break;
            case "is-enabled":
                foreach (string unit in units)
                {
                    if (!File.Exists(FileOf(unit)) && !OfTheHost.Contains(unit))
                    {
                        answer.Code = 4;
                        answer.Say("not-found");
                        continue;
                    }

                    bool enabled = OfTheHost.Contains(unit) || IsEnabled(unit);
                    answer.Code = enabled ? 0 : 1;
                    if (!flags.Contains("--quiet") && !flags.Contains("-q"))
                    {
                        answer.Say(enabled ? "enabled" : "disabled");
                    }
                }

                break;
            case "show":
                foreach (string unit in units)
                {
                    Show(unit, properties, flags.Contains("--value"), answer);
                }

                break;
            case "cat":
                foreach (string unit in units)
                {
                    answer.Say(File.Exists(FileOf(unit)) ? $"# {FileOf(unit)}\n{await File.ReadAllTextAsync(FileOf(unit))}" : throw new RefusedException($"No files found for {unit}.", 1));
                }

                break;
            default:
                throw new RefusedException($"stand-in does not know: systemctl {string.Join(' ', arguments)}");
        }
    }

    /// <summary>Plays <c>systemd-run</c>: a transient service.</summary>
    public static async Task RunAsync(Call call, Answer answer)
    {
        string? name = null;
        bool collect = false;
        bool wait = false;
        bool quiet = false;
        List<string> settings = [];
        Queue<string> left = new(call.Arguments);
        while (left.TryPeek(out string? word) && word[0] == '-')
        {
            _ = left.Dequeue();
            if (word == "--")
            {
                break;
            }

            string[] pair = word.Split('=', 2);
            string Value() => pair.Length == 2 ? pair[1] : left.Dequeue();
            switch (pair[0])
            {
                case "--unit" or "-u":
                    name = Value();
                    break;
                case "--description":
                    _ = Value();
                    break;
                case "--property" or "-p":
                    settings.Add(Value());
                    break;
                case "--setenv" or "-E":
                    settings.Add($"Environment={Value()}");
                    break;
                case "--service-type":
                    settings.Add($"Type={Value()}");
                    break;
                case "--collect" or "-G":
                    collect = true;
                    break;
                case "--wait":
                    wait = true;
                    break;
                case "--quiet" or "-q":
                    quiet = true;
                    break;
                case "--no-block" or "--no-ask-password" or "--remain-after-exit" or "-r":
                    settings.AddRange(pair[0] is "--remain-after-exit" or "-r" ? ["RemainAfterExit=yes"] : []);
                    break;
                default:
                    throw new RefusedException($"stand-in does not know: systemd-run {string.Join(' ', call.Arguments)}");
            }
        }

        string unit = name is null ? $"run-u{Environment.TickCount64}.service" : name.EndsWith(".service", StringComparison.Ordinal) ? name : $"{name}.service";
        if (State(unit) is not null || File.Exists(FileOf(unit)))
        {
            throw new RefusedException($"Failed to start transient service unit: Unit {unit} was already loaded or has a fragment file.", 1);
        }

        string[] words = [.. left];
        if (words.Length > 0 && words[0][0] != '/')
        {
            words[0] = (string[])[$"/usr/sbin/{words[0]}", $"/usr/bin/{words[0]}"] is { } places && Array.Find(places, File.Exists) is { } found
                ? found
                : throw new RefusedException($"Failed to find executable {words[0]}: No such file or directory", 1);
        }

        string program = string.Join(' ', words.Select(static word => $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\""));
        string text = $"[Service]\n{string.Concat(settings.Select(static setting => $"{setting}\n"))}ExecStart={program}\n";
        Keep(unit, new UnitState(text, "active", 0, Transient: true, collect));
        Task run = Task.Run(() => CarryOutAsync(unit, Unit.Parse(unit, text)));
        if (!quiet)
        {
            answer.Warn($"Running as unit: {unit}");
        }

        if (wait)
        {
            await run;
        }
    }

    /// <summary>Plays <c>journalctl -u UNIT</c>.</summary>
    public static void Journal(IReadOnlyList<string> arguments, Answer answer)
    {
        string? unit = null;
        int lines = int.MaxValue;
        Queue<string> left = new(arguments);
        while (left.TryDequeue(out string? word))
        {
            string[] pair = word.Split('=', 2);
            switch (pair[0])
            {
                case "-u" or "--unit":
                    unit = pair.Length == 2 ? pair[1] : left.Dequeue();
                    break;
                case "-n" or "--lines":
                    lines = int.Parse(pair.Length == 2 ? pair[1] : left.Dequeue(), System.Globalization.CultureInfo.InvariantCulture);
                    break;
                case "-o" or "--output":
                    _ = pair.Length == 2 ? pair[1] : left.Dequeue();
                    break;
                case "--no-pager" or "-q" or "--quiet" or "-b":
                    break;
                default:
                    throw new RefusedException($"stand-in does not know: journalctl {string.Join(' ', arguments)}");
            }
        }

        string file = $"{Places.UnitJournals}/{unit ?? throw new RefusedException("stand-in knows journalctl only with --unit")}{(unit.Contains('.', StringComparison.Ordinal) ? "" : ".service")}";
        foreach (string line in File.Exists(file) ? File.ReadAllLines(file).TakeLast(lines) : [])
        {
            answer.Say(line);
        }
    }

    private static string FileOf(string unit) => $"{Folder}/{unit}";

    private static string StateFile(string unit) => $"{Places.Units}/{unit}";

    private static UnitState? State(string unit) => File.Exists(StateFile(unit)) ? JsonSerializer.Deserialize<UnitState>(File.ReadAllText(StateFile(unit))) : null;

    private static void Keep(string unit, UnitState? state)
    {
        if (state is null)
        {
            File.Delete(StateFile(unit));
            return;
        }

        File.WriteAllText($"{StateFile(unit)}.new", JsonSerializer.Serialize(state));
        File.Move($"{StateFile(unit)}.new", StateFile(unit), overwrite: true);
    }

    private static string ActiveOf(string unit) => OfTheHost.Contains(unit) ? "active" : State(unit)?.Active ?? "inactive";

    private static bool IsEnabled(string unit) => Directory.Exists(Folder) && Directory.EnumerateDirectories(Folder, "*.wants").Any(directory => new FileInfo(Path.Combine(directory, unit)).LinkTarget is not null);

    // What is loaded stays as it was until it is told to be read anew.
    private static UnitState Loaded(string unit)
    {
        UnitState? state = State(unit);
        if (state is null)
        {
            state = new UnitState(File.Exists(FileOf(unit)) ? File.ReadAllText(FileOf(unit)) : throw new RefusedException($"Failed to start {unit}: Unit {unit} not found.", 5), "inactive", 0);
            Keep(unit, state);
        }

        return state;
    }

    private static void Reload()
    {
        foreach (string unit in Directory.GetFiles(Places.Units).Select(static file => Path.GetFileName(file)))
        {
            UnitState state = State(unit)!;
            if (!state.Transient)
            {
                Keep(unit, File.Exists(FileOf(unit)) ? state with { Text = File.ReadAllText(FileOf(unit)) } : state.Active is "inactive" or "failed" ? null : state);
            }
        }
    }

    private static async Task EnableAsync(string unit, bool on, bool now, Answer answer)
    {
        if (!File.Exists(FileOf(unit)))
        {
            throw new RefusedException(on ? $"Failed to enable unit: Unit file {unit} does not exist." : $"Failed to disable unit: Unit file {unit} does not exist.", 1);
        }

        foreach (string target in Unit.Parse(unit, await File.ReadAllTextAsync(FileOf(unit))).WantedBy)
        {
            string link = $"{Folder}/{target}.wants/{unit}";
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            if (on && new FileInfo(link).LinkTarget is null)
            {
                File.CreateSymbolicLink(link, FileOf(unit));
                answer.Warn($"Created symlink '{link}' → '{FileOf(unit)}'.");
            }
            else if (!on && new FileInfo(link).LinkTarget is not null)
            {
                File.Delete(link);
                answer.Warn($"Removed '{link}'.");
            }
        }

        // enable and disable read all units anew.
        Reload();
        if (now && on)
        {
            await StartAsync(unit, answer);
        }
        else if (now)
        {
            await StopAsync(unit, answer, mustExist: false);
        }
    }

    private static async Task StartAsync(string unit, Answer answer)
    {
        UnitState state = Loaded(unit);
        if (File.Exists(FileOf(unit)) && await File.ReadAllTextAsync(FileOf(unit)) != state.Text)
        {
            answer.Warn($"Warning: The unit file, source configuration file or drop-ins of {unit} changed on disk. Run 'systemctl daemon-reload' to reload units.");
        }

        if (state.Active is "active" or "activating")
        {
            return;
        }

        Unit parsed = Unit.Parse(unit, state.Text);
        Keep(unit, state with { Active = "activating" });
        Task<bool> run = Task.Run(() => CarryOutAsync(unit, parsed));
        if (parsed.Type == "oneshot" && !await run)
        {
            throw new RefusedException($"Job for {unit} failed because the control process exited with error code.\nSee \"systemctl status {unit}\" and \"journalctl -xeu {unit}\" for details.", 1);
        }
    }

    private static async Task StopAsync(string unit, Answer answer, bool mustExist)
    {
        if (State(unit) is not { } state)
        {
            if (mustExist && !File.Exists(FileOf(unit)))
            {
                throw new RefusedException($"Failed to stop {unit}: Unit {unit} not loaded.", 5);
            }

            return;
        }

        if (state is { Transient: true, Active: "active" })
        {
            throw new RefusedException($"stand-in does not know how to stop a transient unit: {unit}");
        }

        if (state.Active == "active")
        {
            foreach (string command in Unit.Parse(unit, state.Text).Stop)
            {
                int code = await CommandAsync(unit, command, Unit.Parse(unit, state.Text));
                if (code != 0)
                {
                    answer.Warn($"{unit}: Control process exited, code=exited, status={code}");
                    Keep(unit, state with { Active = "failed", Status = code });
                    return;
                }
            }
        }

        Keep(unit, state.Transient ? null : state with { Active = "inactive" });
    }

    // What the unit runs, to its end, and what becomes of the unit then.
    private static async Task<bool> CarryOutAsync(string unit, Unit parsed)
    {
        UnitState state = State(unit)!;
        if (parsed.Type != "oneshot")
        {
            Keep(unit, state with { Active = "active" });
        }

        foreach (string command in parsed.Start)
        {
            int code = await CommandAsync(unit, command, parsed);
            if (code != 0)
            {
                Keep(unit, state.Collect ? null : state with { Active = "failed", Status = code });
                return false;
            }
        }

        Keep(unit, parsed.Remains ? state with { Active = "active" } : state.Transient ? null : state with { Active = "inactive", Status = 0 });
        return true;
    }

    private static async Task<int> CommandAsync(string unit, string command, Unit parsed)
    {
        bool mayFail = command.StartsWith('-');
        IReadOnlyList<string> words = Unit.Words(mayFail ? command[1..] : command);
        if (words[0][0] != '/')
        {
            throw new RefusedException($"stand-in runs only absolute paths in units: {command}");
        }

        Dictionary<string, string> environment = new(parsed.Environment, StringComparer.Ordinal) { ["MWAN_SESSION"] = "", ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" };
        Child child = await Child.RunAsync(words, input: null, environment);
        await File.AppendAllTextAsync($"{Places.UnitJournals}/{unit}", child.Output + child.Errors);
        return mayFail ? 0 : child.Code;
    }

    private static void Show(string unit, List<string> properties, bool valueOnly, Answer answer)
    {
        UnitState? state = State(unit);
        Dictionary<string, string> known = new(StringComparer.Ordinal)
        {
            ["Id"] = unit,
            ["LoadState"] = state is not null || File.Exists(FileOf(unit)) || OfTheHost.Contains(unit) ? "loaded" : "not-found",
            ["ActiveState"] = ActiveOf(unit),
            ["SubState"] = ActiveOf(unit) switch { "active" => state is { } loaded && Unit.Parse(unit, loaded.Text).Type == "oneshot" ? "exited" : "running", "activating" => "start", "failed" => "failed", _ => "dead" },
            ["Result"] = state is { Active: "failed" } ? "exit-code" : "success",
            ["ExecMainStatus"] = $"{state?.Status ?? 0}",
            ["UnitFileState"] = IsEnabled(unit) ? "enabled" : File.Exists(FileOf(unit)) ? "disabled" : "",
            ["NeedDaemonReload"] = state is { Transient: false } && File.Exists(FileOf(unit)) && File.ReadAllText(FileOf(unit)) != state.Text ? "yes" : "no",
        };
        foreach (string property in properties.Count == 0 ? known.Keys : (IEnumerable<string>)properties)
        {
            string value = known.TryGetValue(property, out string? found) ? found : throw new RefusedException($"stand-in does not know: systemctl show --property={property}");
            answer.Say(valueOnly ? value : $"{property}={value}");
        }
    }
}
