using System.Globalization;
using Mwan.Build.Processes;
using Mwan.Config;
using Mwan.Config.Releases;

namespace Mwan.Build.Proxmox;

/// <summary>
/// <c>Upgrade</c>: the release goes into the other slot of the running VM, which boots it and gates itself. It comes into the VM as a disk
/// that holds nothing but the release's tar archive: that needs no network between operator, host and box (the one that is there may be
/// the one that the box makes), no address, no second SSH key, and it goes as fast as the storage; the guest agent's standard input takes
/// 1 MiB at a time.
/// </summary>
public static class UpgradePlan
{
    private const long GiB = 1L << 30;
    private const int WriteSeconds = 900;
    private const string Device = $"/dev/disk/by-serial/{ProxmoxNames.ReleaseSerial}";

    // The disk is plugged in while the box runs; udev names it a moment later.
    private const string Write = $"for i in $(seq 60); do [ ! -e {Device} ] || break; sleep 1; done; exec mwan upgrade - --no-reboot < {Device}";

    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(5);

    /// <summary>The plan. Pure.</summary>
    /// <param name="site">The site.</param>
    /// <param name="facts">The host.</param>
    /// <param name="built">The release.</param>
    /// <param name="configHash">Hash of the site's file as it is now.</param>
    public static ProxmoxPlan Of(Site site, HostFacts facts, BuiltRelease built, string configHash)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        bool written = facts.Guest.Slots.Any(slot => slot.Version == built.Version && (slot.IsGood || slot.IsOnTrial));
        return ProxmoxPlan.Of(
            [
                .. Prerequisites.Access(site, facts),
                .. Prerequisites.Vm(proxmox, facts),
                .. Prerequisites.Vm(proxmox, facts).Any() ? [] : Prerequisites.Guest(proxmox, facts),
                .. Prerequisites.NoSwap(proxmox, facts),
                .. Prerequisites.Unprotected(facts.Vm(proxmox)),
                .. facts.Vm(proxmox)?[ProxmoxNames.ReleaseDrive] is { } drive && OptionText.Value(drive, "serial") != ProxmoxNames.ReleaseSerial
                    ? [$"VM {QmCommand.Number(proxmox.Vmid)} has a disk of somebody's at {ProxmoxNames.ReleaseDrive} ({OptionText.First(drive)}), where the release goes: put it in another place"]
                    : (IEnumerable<string>)[],
                .. Prerequisites.Image(site, facts, built, configHash),
                .. facts.Guest.Version == built.Version && facts.Guest.ConfigHash is { } hash && hash != built.ConfigHash
                    ? [$"the box runs {built.Version} already, built from another state of the site's file: build this one with a higher version (--image-version=...)"]
                    : (IEnumerable<string>)[],
                .. written ? [] : Prerequisites.Room(proxmox, facts, GiB, built.Files.Sum(static file => file.Size) * 2),
                .. built.IsSigned ? (IEnumerable<string>)[] : [$"{built.Payload} is not signed, and no box takes such a release: make keys (--target=Keys, once) and build again; a box without keys takes a whole disk (--whole-disk)"],
            ],
            () => Steps(site, facts, built),
            facts.Guest.Running is { IsGood: true } running && running.Version == built.Version ? [$"the box runs {built.Version}, and it has proved itself"] : []);
    }

    /// <summary>Restarts the box.</summary>
    public static HostStep Reboot(int vmid) => new("restarts the box", QmCommand.Guest(vmid, 60, "systemctl", "--no-block", "reboot")) { IsGuestAnswer = true };

    /// <summary>How long a box may take to commit or to come back: each try is a boot and a gate.</summary>
    public static TimeSpan Patience(Site site) => (Boot + site.Upgrades.GateDeadline) * (site.Upgrades.Tries + 1);

    private static IEnumerable<Step> Steps(Site site, HostFacts facts, BuiltRelease built)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        VmConfig vm = facts.Vm(proxmox)!;
        GuestSlot? running = facts.Guest.Running;
        GuestSlot? target = facts.Guest.Slots.FirstOrDefault(slot => slot.Version == built.Version);
        WaitStep wait = new($"{built.Version} has proved itself", WaitGoal.Committed, Patience(site)) { Version = built.Version, Otherwise = running?.Version };
        if (vm[ProxmoxNames.ReleaseDrive] is not null)
        {
            yield return TakeAway(vm.Vmid, "takes away the release's disk of a run before");
        }

        bool written = target is { Running: true } or { IsOnTrial: true };
        if (written && Leftovers(facts, built) is { } leftovers)
        {
            yield return leftovers;
        }

        if (target is { Running: true, IsGood: true })
        {
            yield break;
        }

        if (target is { Running: true })
        {
            yield return wait with { Otherwise = facts.Guest.Other?.Version };
            yield break;
        }

        if (written)
        {
            yield return Reboot(vm.Vmid);
            yield return wait;
            yield break;
        }

        foreach (Step step in Bring(proxmox, facts, built))
        {
            yield return step;
        }

        yield return Reboot(vm.Vmid);
        yield return wait;
    }

    private static IEnumerable<Step> Bring(Config.Proxmox proxmox, HostFacts facts, BuiltRelease built)
    {
        ProxmoxNames names = new(proxmox.Vmid);
        string directory = Directory(built);
        string archive = Archive(built);
        foreach (ReleaseFile file in built.Files)
        {
            string target = $"{directory}/{file.Name}";
            if (facts.Uploaded.GetValueOrDefault(target) != file.Sha256 || !facts.Files.ContainsKey(target))
            {
                yield return new UploadStep(Path.Combine(built.Payload, file.Name), target, file.Size, file.Sha256, names.Directory);
            }
        }

        yield return new HostStep("makes one file of them", $"tar -C {directory} -cf {archive} {ShellText.Join(built.Files.Select(static file => file.Name))}");
        yield return new HostStep(
            "plugs it into the VM as a disk",
            QmCommand.Of("set", proxmox.Vmid, QmCommand.Option(ProxmoxNames.ReleaseDrive, $"{proxmox.Storage}:0,import-from={names.Directory}/{archive},serial={ProxmoxNames.ReleaseSerial},backup=0")));
        yield return new HostStep("the box checks it and writes it into the other slot", QmCommand.Guest(proxmox.Vmid, WriteSeconds, "sh", "-c", Write)) { IsGuestAnswer = true };
        yield return TakeAway(proxmox.Vmid, "takes the disk away again");
        yield return Delete(built);
    }

    private static HostStep? Leftovers(HostFacts facts, BuiltRelease built) =>
        facts.Files.Keys.Any(path => path.StartsWith($"{Directory(built)}/", StringComparison.Ordinal) || path == Archive(built)) ? Delete(built) : null;

    private static HostStep TakeAway(int vmid, string what) => new(what, QmCommand.Of("disk unlink", vmid, QmCommand.Option("idlist", ProxmoxNames.ReleaseDrive), QmCommand.Option("force", "1")));

    private static HostStep Delete(BuiltRelease built) => new(
        "deletes the copy of the release",
        $"rm -rf {Directory(built)} {Archive(built)} {ShellText.Join(built.Files.Select(static file => $"{file.Name}.sha256"))}");

    private static string Directory(BuiltRelease built) => string.Create(CultureInfo.InvariantCulture, $"release-{built.Version}");

    // Proxmox asks qemu-img what a file is: raw, for one that is nothing that it knows.
    private static string Archive(BuiltRelease built) => $"release-{built.Version}.raw";
}
