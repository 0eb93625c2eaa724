using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Units;

/// <summary><c>systemctl(1)</c> for the few units that a host is given here.</summary>
internal static class SystemctlProgram
{
    /// <summary>Plays it.</summary>
    public static async Task RunAsync(IReadOnlyList<string> arguments, Answer answer)
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
                words.Add(word[0] != '-' ? word : throw Unknown(arguments));
            }
        }

        string verb = words.Count > 0 ? words[0] : "";
        string[] units = [.. words.Skip(1).Select(Unit.NameOf)];
        bool quiet = flags.Contains("--quiet") || flags.Contains("-q");
        switch (verb)
        {
            case "daemon-reload":
                LoadedUnits.Reload();
                break;
            case "enable" or "disable":
                foreach (string unit in units)
                {
                    await EnableAsync(unit, verb == "enable", flags.Contains("--now"), answer);
                }

                break;
            case "start":
                foreach (string unit in units)
                {
                    await UnitJobs.StartAsync(unit, answer);
                }

                break;
            case "stop":
                foreach (string unit in units)
                {
                    await UnitJobs.StopAsync(unit, answer, mustExist: true);
                }

                break;
            case "restart":
                foreach (string unit in units)
                {
                    await UnitJobs.StopAsync(unit, answer, mustExist: false);
                    await UnitJobs.StartAsync(unit, answer);
                }

                break;
            case "reload":
                foreach (string unit in units)
                {
                    await UnitJobs.ReloadAsync(unit);
                }

                break;
            case "reset-failed":
                foreach (string unit in units)
                {
                    ResetFailed(unit);
                }

                break;
            case "is-active":
                Compare(units, "active", otherwise: 3, quiet, answer);
                break;
            case "is-failed":
                Compare(units, "failed", otherwise: 1, quiet, answer);
                break;
            case "is-enabled":
                foreach (string unit in units)
                {
                    TellEnabled(unit, quiet, answer);
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
                    answer.Say(UnitFiles.Has(unit) ? $"# {UnitFiles.Of(unit)}\n{await File.ReadAllTextAsync(UnitFiles.Of(unit))}" : throw new RefusedException($"No files found for {unit}.", 1));
                }

                break;
            default:
                throw Unknown(arguments);
        }
    }

    private static RefusedException Unknown(IReadOnlyList<string> arguments) => new($"stand-in does not know: systemctl {string.Join(' ', arguments)}");

    private static async Task EnableAsync(string unit, bool on, bool now, Answer answer)
    {
        await UnitFiles.EnableAsync(unit, on, answer);

        // enable and disable read all units anew.
        LoadedUnits.Reload();
        if (now && on)
        {
            await UnitJobs.StartAsync(unit, answer);
        }
        else if (now)
        {
            await UnitJobs.StopAsync(unit, answer, mustExist: false);
        }
    }

    private static void ResetFailed(string unit)
    {
        UnitState? state = LoadedUnits.Find(unit);
        if (state is { Active: "failed" })
        {
            LoadedUnits.Keep(unit, state.Transient ? null : state with { Active = "inactive" });
        }
        else if (state is null && !UnitFiles.Has(unit))
        {
            throw new RefusedException($"Failed to reset failed state of unit {unit}: Unit {unit} not loaded.", 1);
        }
    }

    // Of several units, one that is as asked for is enough.
    private static void Compare(string[] units, string wanted, int otherwise, bool quiet, Answer answer)
    {
        answer.Code = otherwise;
        foreach (string active in units.Select(LoadedUnits.ActiveOf))
        {
            if (!quiet)
            {
                answer.Say(active);
            }

            if (active == wanted)
            {
                answer.Code = 0;
            }
        }
    }

    // Of several units, the exit status is the last one's.
    private static void TellEnabled(string unit, bool quiet, Answer answer)
    {
        if (!UnitFiles.Has(unit) && !LoadedUnits.IsOfTheHost(unit))
        {
            answer.Code = 4;
            answer.Say("not-found");
            return;
        }

        bool enabled = LoadedUnits.IsOfTheHost(unit) || UnitFiles.IsEnabled(unit);
        answer.Code = enabled ? 0 : 1;
        if (!quiet)
        {
            answer.Say(enabled ? "enabled" : "disabled");
        }
    }

    private static void Show(string unit, List<string> properties, bool valueOnly, Answer answer)
    {
        UnitState? state = LoadedUnits.Find(unit);
        string active = LoadedUnits.ActiveOf(unit);
        Dictionary<string, string> known = new(StringComparer.Ordinal)
        {
            ["Id"] = unit,
            ["LoadState"] = state is not null || UnitFiles.Has(unit) || LoadedUnits.IsOfTheHost(unit) ? "loaded" : "not-found",
            ["ActiveState"] = active,
            ["SubState"] = active switch { "active" => state is { } loaded && Unit.Parse(unit, loaded.Text).Type == "oneshot" ? "exited" : "running", "activating" => "start", "failed" => "failed", _ => "dead" },
            ["Result"] = state is { Active: "failed" } ? "exit-code" : "success",
            ["ExecMainStatus"] = $"{state?.Status ?? 0}",
            ["UnitFileState"] = UnitFiles.IsEnabled(unit) ? "enabled" : UnitFiles.Has(unit) ? "disabled" : "",
            ["NeedDaemonReload"] = state is { Transient: false } && LoadedUnits.IsStale(unit, state) ? "yes" : "no",
        };
        foreach (string property in properties.Count == 0 ? known.Keys : (IEnumerable<string>)properties)
        {
            string value = known.TryGetValue(property, out string? found) ? found : throw new RefusedException($"stand-in does not know: systemctl show --property={property}");
            answer.Say(valueOnly ? value : $"{property}={value}");
        }
    }
}
