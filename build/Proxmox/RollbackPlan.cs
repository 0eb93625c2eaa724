using System.Globalization;
using Mwan.Config;

namespace Mwan.Build.Proxmox;

/// <summary><c>Rollback</c>: undoes the last upgrade, of either kind: the other slot if a good image is in it, else the whole disk before.</summary>
public static class RollbackPlan
{
    /// <summary>The plan. Pure.</summary>
    public static ProxmoxPlan Of(Site site, HostFacts facts)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        GuestSlot? other = facts.Guest.Other;
        VmConfig? vm = facts.Vm(proxmox);
        WholeDisk? current = vm?.Volume(VmOptions.SystemDrive) is null ? null : WholeDiskPlan.Current(proxmox, facts);
        WholeDisk? disk = current is null ? null : WholeDiskPlan.Previous(vm!, facts, current.Volume);
        bool back = current is not null && facts.Guest.Version == facts.Disks.LastOrDefault(known => known.Volume == current.Volume)?.Version
            && facts.Disks.SkipWhile(known => known.Volume != current.Volume).Skip(1).Any(later => vm!.UnusedVolumes.Any(unused => unused.Volume == later.Volume));
        bool inside = !back && other is { IsGood: true } && facts.Guest.Running is not null;
        bool undone = back || other is { State: "set aside by a rollback" or "failed" };

        // Ordered, and cut off before the restart.
        bool ordered = !back && other is { IsOnTrial: true } && facts.Guest.Running is { State: "set aside by a rollback" };

        // Ordered, and cut off amid it: what it leads to has its tries, and what runs is newer and was not set aside, so it boots for ever.
        bool half = !back && other is { IsOnTrial: true, IsNext: false } && facts.Guest.Running is { IsGood: true };

        // Ordered forward, and not booted yet: that is nothing to go back from, and no reason to exchange the disk.
        bool pending = !back && !facts.SwapUnfinished && other is { IsOnTrial: true, IsNext: not false } && facts.Guest.Running is { IsGood: true };
        bool onTrial = facts.Guest.Running is { IsOnTrial: true };
        return ProxmoxPlan.Of(
            [
                .. Prerequisites.Access(site, facts),
                .. Prerequisites.Vm(proxmox, facts),
                .. pending ? [$"{other!.Version} waits in the other slot for the next restart of the box: --target=Upgrade goes on with it"] : (IEnumerable<string>)[],
                .. !Prerequisites.Vm(proxmox, facts).Any() && !pending && !inside && !half && !ordered && !undone && !onTrial && disk is null && !facts.SwapUnfinished ? Nothing(proxmox, facts) : [],
            ],
            () => facts.SwapUnfinished || (!inside && !half && !ordered && !undone && !onTrial) ? WholeDiskPlan.Swap(site, facts, disk ?? current!, current!)
                : onTrial ? [Wait(site, facts)]
                : ordered ? Restart(site, facts)
                : undone ? []
                : Inside(site, facts),
            back ? [$"the whole disk before runs already: {facts.SwapResult ?? current!.Version}"]
            : undone ? [$"{other!.Version} is undone already ({other.State}{(other.Refusal is null ? "" : $": {other.Refusal}")})"]
            : []);
    }

    private static IEnumerable<string> Nothing(Config.Proxmox proxmox, HostFacts facts)
    {
        string[] silent = [.. Prerequisites.Guest(proxmox, facts)];
        return silent.Length > 0
            ? silent.Append($"{proxmox.Host} keeps no whole disk of before either")
            : [string.Create(CultureInfo.InvariantCulture, $"there is nothing to go back to: the other slot of VM {proxmox.Vmid} is {facts.Guest.Other?.State ?? "unknown"}, and the host keeps no whole disk of before")];
    }

    private static IEnumerable<Step> Inside(Site site, HostFacts facts)
    {
        int vmid = site.Proxmox!.Vmid;
        yield return new HostStep($"makes {facts.Guest.Other!.Version} boot next", QmCommand.Guest(vmid, 120, "mwan", "rollback", "--no-reboot")) { IsGuestAnswer = true };
        foreach (Step step in Restart(site, facts))
        {
            yield return step;
        }
    }

    private static IEnumerable<Step> Restart(Site site, HostFacts facts)
    {
        yield return UpgradePlan.Reboot(site.Proxmox!.Vmid);
        yield return new WaitStep($"{facts.Guest.Other!.Version} has proved itself again", WaitGoal.Committed, UpgradePlan.Patience(site))
        {
            Version = facts.Guest.Other.Version,
            Otherwise = facts.Guest.Running!.Version,
        };
    }

    private static WaitStep Wait(Site site, HostFacts facts) => new($"{facts.Guest.Running!.Version} has proved itself", WaitGoal.Committed, UpgradePlan.Patience(site))
    {
        Version = facts.Guest.Running.Version,
        Otherwise = facts.Guest.Other?.Version,
    };
}
