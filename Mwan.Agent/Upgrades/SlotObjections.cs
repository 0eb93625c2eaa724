using Mwan.Config.Releases;

namespace Mwan.Agent.Upgrades;

/// <summary>Whether the other slot may be written. Pure.</summary>
internal static class SlotObjections
{
    /// <summary>Every reason why not, as sentences; none: it may.</summary>
    /// <param name="release">What is to be written.</param>
    /// <param name="slots">Both slots.</param>
    /// <param name="next">The other slot, if the next boot is of it, see <see cref="NextBoot"/>.</param>
    public static IEnumerable<string> Of(ReleaseDocument release, IReadOnlyList<SlotState> slots, SlotState? next)
    {
        if (slots.FirstOrDefault(static slot => slot.Running) is not { } current)
        {
            yield return "What the box runs is in none of its slots, so none is known to be free: it was not booted from the image's own disk.";
            yield break;
        }

        SlotState? other = slots.FirstOrDefault(static slot => !slot.Running);

        // What a rollback set aside is not written over by what was only meant to follow it, and neither is what it leads to.
        if (current.Entry is { IsBad: true } && next is not null)
        {
            yield return $"The next boot is of version {next.Version} in the other slot ({next.Words}), for {current.Version} was given up: reboot first.";
        }
        else if (!current.IsBlessed && other is { IsBlessed: true } or { Entry.IsSetAside: true })
        {
            // Where there is nothing to fall back on, nothing is lost.
            yield return $"Version {current.Version} has not proved itself yet ({current.Words}), and the other slot is what the box would fall back on: wait until mwan slots calls it good.";
        }

        if (other is { Entry: { } entry } && string.Equals(other.Version, release.Version, StringComparison.Ordinal))
        {
            yield return entry switch
            {
                { IsSetAside: true } => $"Version {release.Version} is in the other slot, set aside by a rollback: mwan rollback boots it.",
                { IsBad: true } => $"Version {release.Version} was tried and failed: mwan slots says why. Build again with a higher version.",
                { IsBlessed: true } => $"Version {release.Version} is in the other slot and has proved itself: mwan rollback boots it.",

                // A rollback to it was cut off before what runs was set aside.
                _ when next is null => $"Version {release.Version} is in the other slot, and the next boot is not of it: mwan rollback boots it.",
                _ => $"Version {release.Version} is in the other slot already: reboot.",
            };
        }
    }
}
