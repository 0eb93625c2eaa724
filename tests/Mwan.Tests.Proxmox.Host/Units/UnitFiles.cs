using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Units;

/// <summary>The files of units that an administrator puts there, and what wants them.</summary>
internal static class UnitFiles
{
    private const string Folder = "/etc/systemd/system";

    /// <summary>Where a unit's file is, or would be.</summary>
    public static string Of(string unit) => $"{Folder}/{unit}";

    /// <summary>Whether a unit has a file.</summary>
    public static bool Has(string unit) => File.Exists(Of(unit));

    /// <summary>Whether some target wants a unit.</summary>
    public static bool IsEnabled(string unit) => Directory.Exists(Folder) && Directory.EnumerateDirectories(Folder, "*.wants").Any(directory => new FileInfo(Path.Combine(directory, unit)).LinkTarget is not null);

    /// <summary>The units that some target wants.</summary>
    public static IReadOnlyList<string> Enabled() => Directory.Exists(Folder)
        ? [.. Directory.EnumerateDirectories(Folder, "*.wants").SelectMany(Directory.EnumerateFileSystemEntries).Select(static link => Path.GetFileName(link)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Has the targets that a unit names want it, or want it no more.</summary>
    /// <exception cref="RefusedException">It has no file.</exception>
    public static async Task EnableAsync(string unit, bool on, Answer answer)
    {
        if (!Has(unit))
        {
            throw new RefusedException($"Failed to {(on ? "enable" : "disable")} unit: Unit file {unit} does not exist.", 1);
        }

        foreach (string target in Unit.Parse(unit, await File.ReadAllTextAsync(Of(unit))).WantedBy)
        {
            string link = $"{Folder}/{target}.wants/{unit}";
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            if (on && new FileInfo(link).LinkTarget is null)
            {
                File.CreateSymbolicLink(link, Of(unit));
                answer.Warn($"Created symlink '{link}' → '{Of(unit)}'.");
            }
            else if (!on && new FileInfo(link).LinkTarget is not null)
            {
                File.Delete(link);
                answer.Warn($"Removed '{link}'.");
            }
        }
    }
}
