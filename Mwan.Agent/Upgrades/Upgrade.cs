using Mwan.Agent.Observation;

namespace Mwan.Agent.Upgrades;

/// <summary>An order to upgrade, from a source that was named or from the site's channel.</summary>
/// <param name="layout">Where things lie.</param>
/// <param name="web">Fetches what lies elsewhere.</param>
/// <param name="log">Remembers it, and tells the journal.</param>
/// <param name="say">Tells the person who waits.</param>
internal sealed class Upgrade(Layout layout, WebFiles web, UpgradeLog log, Action<string> say)
{
    /// <summary>Follows the order.</summary>
    /// <param name="word">The source; null: the channel.</param>
    /// <param name="onlyCheck">Whether only to ask the channel.</param>
    /// <param name="cancellation">Gives up; what was running still boots.</param>
    public async Task<UpgradeAnswer> RunAsync(string? word, bool onlyCheck, CancellationToken cancellation)
    {
        UpgradeAnswer answer;
        try
        {
            answer = await FollowAsync(word, onlyCheck, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            answer = new UpgradeAnswer { Objections = [$"{exception.Message.TrimEnd('.')}."] };
        }

        // Who asks by the clock reads nothing else.
        if (answer.Objections.Count > 0)
        {
            log.Say(Systemd.Priority.Warning, $"Nothing was upgraded. {string.Join(' ', answer.Objections)}");
        }

        return answer;
    }

    private async Task<UpgradeAnswer> FollowAsync(string? word, bool onlyCheck, CancellationToken cancellation)
    {
        using var work = WorkDirectory.Open(layout.UpgradeWork);
        Upgrader upgrader = new(layout, log, say);
        if (word is null)
        {
            return await FromChannelAsync(upgrader, work.Path, onlyCheck, cancellation);
        }

        return ReleaseSource.TryParse(word, work.Path, web, out ReleaseSource? source, out string? refusal)
            ? await WriteAsync(upgrader, source, version: null, cancellation)
            : new UpgradeAnswer { Objections = [refusal] };
    }

    private async Task<UpgradeAnswer> FromChannelAsync(Upgrader upgrader, string work, bool onlyCheck, CancellationToken cancellation)
    {
        LoadedSite loaded = LoadedSite.Read(layout);
        if (loaded.Site is not { } site)
        {
            return new UpgradeAnswer { Objections = [$"{loaded.Problem}."] };
        }

        ReleaseChannel channel = new(site, ReleaseKeys.Read(layout), work, web);
        (string? version, string? refusal) = await channel.AskAsync(cancellation);
        if (version is null)
        {
            return new UpgradeAnswer { Objections = [refusal!] };
        }

        string running = Release.Read(layout).Version;
        if (await VersionOrder.CompareAsync(layout, version, running, cancellation) <= 0)
        {
            return new UpgradeAnswer { Words = $"The box runs {running}, and the channel {site.Upgrades.Channel} leads to {version}: there is nothing newer." };
        }

        // Who asks by the clock must not take again and again what failed, or what a person went back from, nor restart a box that waits for it.
        IReadOnlyList<SlotState> slots = (await Slots.FindAsync(layout, cancellation)).Read();
        SlotState? waiting = await NextBoot.InOtherAsync(layout, slots, cancellation);
        SlotState? given = slots.FirstOrDefault(slot => slot is { Running: false, Entry.IsBad: true } && string.Equals(slot.Version, version, StringComparison.Ordinal));
        return waiting is not null ? new UpgradeAnswer { Words = $"The channel {site.Upgrades.Channel} leads to {version}, and version {waiting.Version} in the other slot waits for a restart: reboot first.", IsNewer = onlyCheck }
            : given is not null ? new UpgradeAnswer { Words = $"The channel {site.Upgrades.Channel} leads to {version}, which is in the other slot ({given.Words}): waiting for a newer one.", IsNewer = onlyCheck }
            : onlyCheck ? new UpgradeAnswer { Words = $"The box runs {running}, and the channel {site.Upgrades.Channel} leads to {version}: mwan upgrade takes it.", IsNewer = true }
            : await WriteAsync(upgrader, channel.Release(version), version, cancellation);
    }

    private static async Task<UpgradeAnswer> WriteAsync(Upgrader upgrader, ReleaseSource source, string? version, CancellationToken cancellation) =>
        new() { Objections = await upgrader.WriteAsync(source, version, cancellation) };
}
