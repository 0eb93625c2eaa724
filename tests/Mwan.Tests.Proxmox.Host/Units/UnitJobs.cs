using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Units;

/// <summary>Starts, stops and reloads units, and runs what is in them. What it runs outlives the connection.</summary>
internal static class UnitJobs
{
    /// <summary>Starts a unit; waits only for one of type <c>oneshot</c>.</summary>
    /// <exception cref="RefusedException">It is unknown, or it has failed.</exception>
    public static async Task StartAsync(string unit, Answer answer)
    {
        UnitState state = LoadedUnits.Load(unit);
        if (LoadedUnits.IsStale(unit, state))
        {
            answer.Warn($"Warning: The unit file, source configuration file or drop-ins of {unit} changed on disk. Run 'systemctl daemon-reload' to reload units.");
        }

        if (state.Active is "active" or "activating")
        {
            return;
        }

        Unit parsed = Unit.Parse(unit, state.Text);
        if (!parsed.Conditions.All(File.Exists))
        {
            return;
        }

        LoadedUnits.Keep(unit, state with { Active = "activating" });
        Task<bool> run = Task.Run(() => CarryOutAsync(unit, parsed));
        if (parsed.Type == "oneshot" && !await run)
        {
            throw new RefusedException($"Job for {unit} failed because the control process exited with error code.\nSee \"systemctl status {unit}\" and \"journalctl -xeu {unit}\" for details.", 1);
        }
    }

    /// <summary>Starts a transient service.</summary>
    /// <returns>Its run, to its end.</returns>
    public static Task StartTransient(string unit, string text, bool collect)
    {
        LoadedUnits.Keep(unit, new UnitState(text, "active", 0, Transient: true, collect));
        return Task.Run(() => CarryOutAsync(unit, Unit.Parse(unit, text)));
    }

    /// <summary>Stops a unit.</summary>
    /// <exception cref="RefusedException">It has to exist and does not, or it is one that the stand-in cannot stop.</exception>
    public static async Task StopAsync(string unit, Answer answer, bool mustExist)
    {
        if (LoadedUnits.Find(unit) is not { } state)
        {
            if (mustExist && !UnitFiles.Has(unit))
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
                    LoadedUnits.Keep(unit, state with { Active = "failed", Status = code });
                    return;
                }
            }
        }

        LoadedUnits.Keep(unit, state.Transient ? null : state with { Active = "inactive" });
    }

    /// <summary>Has a unit that is active look at its configuration again.</summary>
    /// <exception cref="RefusedException">It is not active, cannot do so, or has failed.</exception>
    public static async Task ReloadAsync(string unit)
    {
        if (LoadedUnits.Find(unit) is not { Active: "active" } loaded)
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

    // What the unit runs, to its end, and what becomes of the unit then.
    private static async Task<bool> CarryOutAsync(string unit, Unit parsed)
    {
        UnitState state = LoadedUnits.Find(unit)!;
        if (parsed.Type != "oneshot")
        {
            LoadedUnits.Keep(unit, state with { Active = "active" });
        }

        foreach (string command in parsed.Start)
        {
            int code = await CommandAsync(unit, command, parsed);
            if (code != 0)
            {
                LoadedUnits.Keep(unit, state.Collect || parsed.Collect ? null : state with { Active = "failed", Status = code });
                return false;
            }
        }

        LoadedUnits.Keep(unit, parsed.Remains ? state with { Active = "active" } : state.Transient || !UnitFiles.Has(unit) ? null : state with { Active = "inactive", Status = 0 });
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
}
