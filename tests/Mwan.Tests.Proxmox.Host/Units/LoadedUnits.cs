using System.Text.Json;

namespace Mwan.Tests.Proxmox.Host.Units;

/// <summary>The units that systemd has loaded, a document each: what is loaded stays as it was until it is told to be read anew.</summary>
internal static class LoadedUnits
{
    // Of Proxmox and Debian: known, running, and none of ours.
    private static readonly string[] OfTheHost = ["pve-guests.service", "pvedaemon.service", "pveproxy.service", "pve-cluster.service", "ssh.service", "networking.service", "systemd-udevd.service"];

    /// <summary>Whether a unit is one of those that a host has anyway.</summary>
    public static bool IsOfTheHost(string unit) => OfTheHost.Contains(unit);

    /// <summary>What is known of a unit; null: it is not loaded.</summary>
    public static UnitState? Find(string unit) => File.Exists(FileOf(unit)) ? JsonSerializer.Deserialize<UnitState>(File.ReadAllText(FileOf(unit))) : null;

    /// <summary>A unit's state in systemd's words.</summary>
    public static string ActiveOf(string unit) => IsOfTheHost(unit) ? "active" : Find(unit)?.Active ?? "inactive";

    /// <summary>Whether the file of a unit is not as it was loaded.</summary>
    public static bool IsStale(string unit, UnitState state) => UnitFiles.Has(unit) && File.ReadAllText(UnitFiles.Of(unit)) != state.Text;

    /// <summary>Keeps what is known of a unit; null: it is loaded no more.</summary>
    public static void Keep(string unit, UnitState? state)
    {
        if (state is null)
        {
            File.Delete(FileOf(unit));
            return;
        }

        File.WriteAllText($"{FileOf(unit)}.new", JsonSerializer.Serialize(state));
        File.Move($"{FileOf(unit)}.new", FileOf(unit), overwrite: true);
    }

    /// <summary>Loads a unit from its file, unless it is loaded.</summary>
    /// <exception cref="RefusedException">It has no file.</exception>
    public static UnitState Load(string unit)
    {
        UnitState? state = Find(unit);
        if (state is null)
        {
            state = new UnitState(UnitFiles.Has(unit) ? File.ReadAllText(UnitFiles.Of(unit)) : throw new RefusedException($"Failed to start {unit}: Unit {unit} not found.", 5), "inactive", 0);
            Keep(unit, state);
        }

        return state;
    }

    /// <summary>Reads all units anew (<c>daemon-reload</c>); one that has lost its file is forgotten when it does not run.</summary>
    public static void Reload()
    {
        foreach (string unit in Directory.GetFiles(Places.Units).Select(static file => Path.GetFileName(file)))
        {
            UnitState state = Find(unit)!;
            if (!state.Transient)
            {
                Keep(unit, UnitFiles.Has(unit) ? state with { Text = File.ReadAllText(UnitFiles.Of(unit)) } : state.Active is "inactive" or "failed" ? null : state);
            }
        }
    }

    private static string FileOf(string unit) => $"{Places.Units}/{unit}";
}
