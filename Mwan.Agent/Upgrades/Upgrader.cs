using System.Globalization;
using Mwan.Agent.Control;
using Mwan.Agent.Observation;
using Mwan.Config.Releases;

namespace Mwan.Agent.Upgrades;

/// <summary>
/// Writes a release into the other slot, for one order. Everything that can speak against it is asked before the first byte is written. The slots
/// are looked at twice, before the release is fetched and when it is there, for a person may go back meanwhile.
/// </summary>
/// <param name="layout">Where things lie.</param>
/// <param name="log">Remembers it, and tells the journal.</param>
/// <param name="say">Tells the person who waits.</param>
internal sealed class Upgrader(Layout layout, UpgradeLog log, Action<string> say)
{
    // What an EFI system partition needs besides the file itself: another cluster, an entry of a directory.
    private const long EspReserve = 1 << 20;

    private readonly long _rollbacks = SlotLock.Rollbacks(layout.SlotLock);

    /// <summary>Writes it.</summary>
    /// <param name="source">Where the release is.</param>
    /// <param name="version">The version that it has to be; null: any.</param>
    /// <param name="cancellation">Gives up; what was running still boots.</param>
    /// <returns>Why it was not, as sentences; none: it was, and the next boot is its first.</returns>
    /// <exception cref="IOException">The release cannot be had, or a partition not be read; the message is a sentence.</exception>
    public async Task<IReadOnlyList<string>> WriteAsync(ReleaseSource source, string? version, CancellationToken cancellation)
    {
        await source.OpenAsync(say, cancellation);
        ReleaseCheck check = new(source.Directory, ReleaseKeys.Read(layout));
        (ReleaseDocument? release, string? refusal) = check.ReadDocument();
        if (release is null)
        {
            return [refusal!];
        }

        say($"{release.Appliance} {release.Version}, signed");
        Slots slots = await Slots.FindAsync(layout, cancellation);
        IReadOnlyList<string> objections;
        using (SlotLock.Take(layout.SlotLock))
        {
            (_, objections) = await LookAsync(slots, release, version, cancellation);
        }

        if (objections.Count == 0)
        {
            await source.FetchAsync(release.Files, say, cancellation);
            objections = await check.ObjectionsAsync(release, say, cancellation);
        }

        if (objections.Count > 0)
        {
            return objections;
        }

        using (SlotLock.Take(layout.SlotLock))
        {
            (IReadOnlyList<SlotState> states, objections) = await LookAsync(slots, release, version, cancellation);
            return objections.Count > 0 ? objections : await WriteAsync(source.Directory, release, slots, states, cancellation);
        }
    }

    /// <summary>By what the box reaches the Internet now; null: the agent does not say.</summary>
    public static async Task<IReadOnlyList<string>?> HealthyAsync(Layout layout, CancellationToken cancellation) =>
        (await ControlClient.AskAsync(layout.ControlSocket, new Request(Request.Status), cancellation)).Status is { } status ? Connectivity.Of(status).Healthy : null;

    // Only for who holds the lock: what another upgrade were writing would be deleted.
    private async Task<(IReadOnlyList<SlotState> States, IReadOnlyList<string> Objections)> LookAsync(Slots slots, ReleaseDocument release, string? version, CancellationToken cancellation)
    {
        RunningImage running = Running();
        slots.DeleteUnfinished();
        IReadOnlyList<SlotState> states = slots.Read();
        return (states, SlotLock.Rollbacks(layout.SlotLock) != _rollbacks
            ? ["A rollback was ordered while the release was on its way, and what it leads to is not written over: reboot, or order the upgrade again."]
            :
            [
                .. Suitability.Objections(release, running, version, await VersionOrder.CompareAsync(layout, release.Version, running.Version, cancellation)),
                .. SlotObjections.Of(release, states, await NextBoot.InOtherAsync(layout, states, cancellation)),
                .. Room(release, slots.Free),
            ]);
    }

    private async Task<IReadOnlyList<string>> WriteAsync(string directory, ReleaseDocument release, Slots slots, IReadOnlyList<SlotState> states, CancellationToken cancellation)
    {
        UpgradeRecord record = new()
        {
            TraceId = Guid.NewGuid().ToString("n"),
            Versions = UpgradeRecord.Known(log.Last, states.Where(static slot => slot.Running)),
            From = Running().Version,
            To = release.Version,
            At = DateTimeOffset.UtcNow,
            Boot = SmallFile.Text(layout.BootId),
            Healthy = await HealthyAsync(layout, cancellation),
        };
        log.Remember(record, $"Writing version {release.Version} into the other slot.");
        IReadOnlyList<string> objections = await TransferAsync(directory, release.Version, cancellation);
        if (objections.Count > 0)
        {
            log.Say(record, Systemd.Priority.Error, $"Version {release.Version} was not written. {string.Join(' ', objections)}");
        }
        else
        {
            await slots.SynchronizeAsync(cancellation);
            log.Remember(record with { Ready = true }, $"Version {release.Version} is written: the next boot is its first.");
        }

        return objections;
    }

    private static IEnumerable<string> Room(ReleaseDocument release, long free)
    {
        long needed = release.Files.Where(static file => file.Name.EndsWith(".efi", StringComparison.Ordinal)).Sum(static file => file.Size) + EspReserve;
        if (free < needed)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The EFI system partition has {free / 1e6:0.0} MB free and needs {needed / 1e6:0.0} MB: remove what does not belong there.");
        }
    }

    private async Task<IReadOnlyList<string>> TransferAsync(string directory, string version, CancellationToken cancellation)
    {
        // The transfer files in the image name this path.
        File.Delete(layout.UpgradeSource);
        _ = File.CreateSymbolicLink(layout.UpgradeSource, directory);
        try
        {
            ToolResult result = await Tool.RunAsync([layout.Sysupdate, "--verify=no", "update", version], new TransferProgress(say).Take, cancellation);
            return result.Code == 0
                ? []
                : [string.Create(CultureInfo.InvariantCulture, $"systemd-sysupdate ended with {result.Code}: {Last(result.Errors)}. What the box runs is untouched; run it again.")];
        }
        finally
        {
            File.Delete(layout.UpgradeSource);
        }
    }

    private static string Last(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.TrimEnd('.') ?? "it says nothing";

    private RunningImage Running() => new(Release.Read(layout).Version, LoadedSite.Read(layout).Site?.Appliance.HostName ?? "unknown", "amd64", SignatureDatabase.Read(layout)?.Select(SignatureDatabase.Fingerprint).ToArray());
}
