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
        ToolResult result = await Tool.RunAsync(["bootctl", "--print-esp-path"], cancellation: cancellation);
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

    /// <summary>Returns when all that was written to the EFI system partition outlives a power cut.</summary>
    /// <exception cref="IOException">It does not; the message says why.</exception>
    public async Task SynchronizeAsync(CancellationToken cancellation)
    {
        ToolResult result = await Tool.RunAsync(["sync", "--file-system", esp], cancellation: cancellation);
        if (result.Code != 0)
        {
            throw new IOException($"The EFI system partition refuses: {result.Errors.Trim()}");
        }
    }

    /// <summary>Gives a slot its tries back, or takes them away.</summary>
    /// <exception cref="IOException">The partition refuses.</exception>
    public void SetTries(BootEntry entry, int tries)
    {
        try
        {
            File.Move(Path.Combine(Entries, entry.FileName), Path.Combine(Entries, BootEntry.Untried(entry.Version, tries)));
            DirectoryEntry.Synchronize(Entries);
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"The EFI system partition refuses: {exception.Message}.", exception);
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
