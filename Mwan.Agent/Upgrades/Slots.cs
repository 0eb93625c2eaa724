using System.ComponentModel;
using Mwan.Agent.Certificates;
using Mwan.Agent.Observation;

namespace Mwan.Agent.Upgrades;

/// <summary>The disk's slots and the boot loader's entries as they are.</summary>
/// <param name="layout">Where things lie.</param>
/// <param name="esp">Mount point of the EFI system partition.</param>
internal sealed class Slots(Layout layout, string esp)
{
    /// <summary>Boots that an image has to prove itself where the site cannot be read, which says how many.</summary>
    public const int DefaultTries = 2;

    private string Entries => Path.Combine(esp, "EFI/Linux");

    /// <summary>Finds the EFI system partition.</summary>
    /// <exception cref="IOException">There is none, or it cannot be mounted; the message says so.</exception>
    public static async Task<Slots> FindAsync(Layout layout, CancellationToken cancellation)
    {
        ToolResult result = await Tool.RunAsync([layout.Program("bootctl"), "--print-esp-path"], cancellation: cancellation);
        return result.Code == 0
            ? new Slots(layout, result.Output.Trim())
            : throw new IOException($"The EFI system partition is not there: {result.Errors.Trim()}");
    }

    /// <summary>Both slots.</summary>
    public IReadOnlyList<SlotState> Read()
    {
        var boot = Boot.Read(layout);
        return SlotState.Of(boot.Slot, (Label(boot, '2'), Label(boot, '4')), SmallFile.Names(Entries));
    }

    /// <summary>Where an entry lies.</summary>
    public string PathOf(BootEntry entry) => Path.Combine(Entries, entry.FileName);

    /// <summary>Free bytes of the EFI system partition.</summary>
    public long Free => new DriveInfo(esp).AvailableFreeSpace;

    /// <summary>Deletes what a transfer that was cut off has left: systemd-sysupdate's temporary names, which it does not take up again.</summary>
    /// <exception cref="IOException">The partition refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The partition refuses.</exception>
    public void DeleteUnfinished()
    {
        foreach (string name in SmallFile.Names(Entries).Where(static name => name.StartsWith(".#", StringComparison.Ordinal)))
        {
            File.Delete(Path.Combine(Entries, name));
        }
    }

    /// <summary>Returns when all that was written to the EFI system partition outlives a power cut.</summary>
    /// <exception cref="IOException">It does not; the message says why.</exception>
    public async Task SynchronizeAsync(CancellationToken cancellation)
    {
        ToolResult result = await Tool.RunAsync([layout.Program("sync"), "--file-system", esp], cancellation: cancellation);
        if (result.Code != 0)
        {
            throw new IOException($"The EFI system partition refuses: {result.Errors.Trim()}");
        }
    }

    /// <summary>Renames what a rollback needs: all of it, or nothing where the partition lets that be undone.</summary>
    /// <param name="rollback">The rollback.</param>
    /// <param name="tries">Boots that its target gets.</param>
    /// <exception cref="IOException">The partition refuses; the message says why, and what the box boots now.</exception>
    public void Turn(Rollback rollback, int tries)
    {
        IReadOnlyList<(BootEntry Entry, string Name)> renames = rollback.Renames(tries);
        try
        {
            foreach ((BootEntry entry, string name) in renames)
            {
                File.Move(PathOf(entry), Path.Combine(Entries, name));
                DirectoryEntry.Synchronize(Entries);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception)
        {
            bool[] undone = [.. renames.Select(rename => IsUndone(rename.Entry, rename.Name))];
            string after = Array.TrueForAll(undone, static each => each) ? "The box boots what it booted before." : "What the box boots next, mwan slots says.";
            throw new IOException($"The EFI system partition refuses: {exception.Message.TrimEnd('.')}. {after}", exception);
        }
    }

    // A name that was taken by somebody else leaves the entry where it was.
    private bool IsUndone(BootEntry entry, string name)
    {
        try
        {
            if (!File.Exists(PathOf(entry)))
            {
                File.Move(Path.Combine(Entries, name), PathOf(entry));
                DirectoryEntry.Synchronize(Entries);
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return false;
        }
    }

    // Data of A and B are partitions 2 and 4 of the disk that was booted.
    private string? Label(Boot boot, char number)
    {
        string? partition = boot.RootPartition is { Length: > 1 } booted ? booted[..^1] + number : null;
        string? device = partition is null ? null : SmallFile.Text(Path.Combine(layout.Sys, "class/block", partition, "dev"));
        return device is null ? null : EnvironmentFile.Read(layout.UdevData(device)).GetValueOrDefault("E:ID_PART_ENTRY_NAME");
    }
}
