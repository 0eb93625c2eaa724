using System.Globalization;
using Mwan.Build.Processes;
using Mwan.Config;

namespace Mwan.Build.Proxmox;

/// <summary><c>Upgrade --whole-disk</c>: another disk in the place of the image's, the state disk kept. It brings what a release cannot: other keys, a signed boot loader, another layout.</summary>
public static class WholeDiskPlan
{
    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(5);

    /// <summary>The plan. Pure.</summary>
    /// <param name="site">The site.</param>
    /// <param name="facts">The host.</param>
    /// <param name="built">The image.</param>
    /// <param name="configHash">Hash of the site's file as it is now.</param>
    public static ProxmoxPlan Of(Site site, HostFacts facts, BuiltRelease built, string configHash)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        bool there = Imported(proxmox, facts, built) is not null;
        return ProxmoxPlan.Of(
            [
                .. Prerequisites.Access(site, facts),
                .. Prerequisites.Vm(proxmox, facts),
                .. Prerequisites.Unprotected(facts.Vm(proxmox)),
                .. Prerequisites.Image(site, facts, built, configHash),
                .. there ? [] : Prerequisites.Room(proxmox, facts, built.DiskSize, built.Size),
                .. facts.Vm(proxmox) is { } vm && vm.Volume(VmOptions.SystemDrive) is null
                    ? [string.Create(CultureInfo.InvariantCulture, $"VM {vm.Vmid} has no {VmOptions.SystemDrive}: --target=Destroy and --target=Deploy make it anew")]
                    : (IEnumerable<string>)[],
            ],
            () => Steps(site, facts, built));
    }

    /// <summary>Starts the exchange on the host, where it goes on by itself, and waits for its result.</summary>
    /// <param name="site">The site.</param>
    /// <param name="facts">The host.</param>
    /// <param name="target">The disk that goes in.</param>
    /// <param name="current">The disk that is in, and comes back if the other does not prove itself.</param>
    /// <param name="find">Commands that set <c>$new</c> to the volume of <paramref name="target"/>, which is not known before it is imported; null: it is known.</param>
    public static IEnumerable<Step> Swap(Site site, HostFacts facts, WholeDisk target, WholeDisk current, string? find = null)
    {
        int vmid = site.Proxmox!.Vmid;
        ProxmoxNames names = new(vmid);
        TimeSpan patience = Boot + site.Upgrades.GateDeadline;
        WaitStep wait = new($"the host has exchanged the disk, or put {current.Version} back", WaitGoal.Swapped, (patience + Boot) * 2) { Version = target.Version, Otherwise = current.Version };
        if (facts.SwapOrdered && !facts.SwapRuns)
        {
            yield return new HostStep("has the host go on with the exchange that it was ordered", $"systemctl start {names.SwapUnit}");
        }
        else if (!facts.SwapRuns)
        {
            yield return new HostStep(
                "writes the script that exchanges the disk",
                $"cat > {names.SwapScript} <<'END-OF-FILE'\n{SwapScript.Of(names).TrimEnd('\n')}\nEND-OF-FILE\nrm -f {names.SwapResult}");
            yield return new HostStep($"hands it to the host: {current.Version} out, {target.Version} in", $$"""
                {{find ?? $"new={ShellText.Quote(target.Volume)}"}}
                {
                    echo "new=$new"
                    cat <<'END-OF-FILE'
                {{SwapScript.Order(target.Version, current, patience, facts.Guest.HealthyWays)}}
                END-OF-FILE
                } > {{names.SwapOrder}}
                cat > {{names.SwapUnitFile}} <<'END-OF-FILE'
                {{SwapScript.Unit(names).TrimEnd('\n')}}
                END-OF-FILE
                systemctl daemon-reload
                systemctl enable --quiet {{names.SwapUnit}}
                systemctl start {{names.SwapUnit}}
                """);
        }

        yield return wait;
    }

    /// <summary>What is in the VM now; its version is what the box tells, or what was noted, or what its description says.</summary>
    public static WholeDisk Current(Config.Proxmox proxmox, HostFacts facts)
    {
        VmConfig vm = facts.Vm(proxmox)!;
        string volume = vm.Volume(VmOptions.SystemDrive)!;
        WholeDisk? noted = facts.Disks.LastOrDefault(disk => disk.Volume == volume);
        string version = facts.Guest.Version ?? noted?.Version ?? ImageMark.Parse(vm.Description)?.Version ?? "unknown";

        // After an upgrade inside it the disk is not what was imported any more.
        return new WholeDisk(volume, version, noted?.Version == version ? noted.Sha256 : "-");
    }

    // In the VM or beside it, by the host's list of what was imported. What was upgraded since is another.
    private static WholeDisk? Imported(Config.Proxmox proxmox, HostFacts facts, BuiltRelease built)
    {
        VmConfig? vm = facts.Vm(proxmox);
        HashSet<string> volumes = vm is null ? [] : [.. vm.UnusedVolumes.Select(static unused => unused.Volume)];
        if (vm?.Volume(VmOptions.SystemDrive) is not null && Current(proxmox, facts) is var current && current.Sha256 == built.Sha256)
        {
            volumes.Add(current.Volume);
        }

        return facts.Disks.LastOrDefault(disk => disk.Sha256 == built.Sha256 && volumes.Contains(disk.Volume));
    }

    private static IEnumerable<Step> Steps(Site site, HostFacts facts, BuiltRelease built)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        ProxmoxNames names = new(proxmox.Vmid);
        VmConfig vm = facts.Vm(proxmox)!;
        WholeDisk current = Current(proxmox, facts);
        if (facts.SwapUnfinished)
        {
            return Swap(site, facts, new WholeDisk("-", built.Version, built.Sha256), current);
        }

        WholeDisk? imported = Imported(proxmox, facts, built);
        if (imported is not null && imported.Volume == current.Volume)
        {
            // In it, and the host was cut off before it knew: go on with the wait. What is beside it is what comes back.
            bool known = facts.SwapResult?.StartsWith($"{SwapScript.Committed}: {built.Version} ", StringComparison.Ordinal) == true;
            WholeDisk? before = Previous(vm, facts, current.Volume);
            return known || before is null ? [] : Swap(site, facts, imported with { Version = built.Version }, before);
        }

        string file = Path.GetFileName(built.Image);
        string note = facts.Disks.LastOrDefault(disk => disk.Volume == current.Volume)?.Version == current.Version ? "" : $"echo '{current}' >> {names.Disks}\n";
        HashSet<string> there = [current.Volume, .. vm.UnusedVolumes.Select(static unused => unused.Volume)];
        List<Step> steps = [.. Forget(names, [.. facts.Disks.Select(static disk => disk.Volume).Where(volume => !there.Contains(volume))])];
        if (imported is null)
        {
            if (facts.Uploaded.GetValueOrDefault(file) != built.Sha256 || !facts.Files.ContainsKey(file))
            {
                steps.Add(new UploadStep(built.Image, file, built.Size, built.Sha256, names.Directory));
            }

            steps.Add(Import(proxmox, names, built, file, note));
        }
        else if (note.Length > 0)
        {
            // What goes in is named last: that order tells which one was before.
            steps.Add(new HostStep("notes what is in the disk that goes out", $"{note}echo '{imported}' >> {names.Disks}"));
        }

        if (imported is null || facts.Files.ContainsKey(file))
        {
            steps.Add(new HostStep("deletes the copy of the image", $"rm -f {file} {file}.sha256"));
        }

        steps.AddRange(Old(names, vm, facts, current.Volume, imported?.Volume));

        string? find = imported is null ? $"new=$(awk '$3 == \"{built.Sha256}\" {{ volume = $1 }} END {{ print volume }}' {names.Disks})" : null;
        steps.AddRange(Swap(site, facts, imported ?? new WholeDisk("", built.Version, built.Sha256), current, find));
        return steps;
    }

    /// <summary>The disk that was in before a volume, if the VM has it still; null: none.</summary>
    public static WholeDisk? Previous(VmConfig vm, HostFacts facts, string volume)
    {
        HashSet<string> unused = [.. vm.UnusedVolumes.Select(static unused => unused.Volume)];
        bool known = facts.Disks.Any(disk => disk.Volume == volume);
        return known ? facts.Disks.TakeWhile(disk => disk.Volume != volume).LastOrDefault(disk => unused.Contains(disk.Volume)) : null;
    }

    private static HostStep Import(Config.Proxmox proxmox, ProxmoxNames names, BuiltRelease built, string file, string note)
    {
        string config = QmCommand.Of("config", proxmox.Vmid);

        // Beside the others: a running system never sees it, and does not mistake its partitions for its own.
        return new HostStep("imports the disk beside the one that is in", $$"""
            {{note}}before=$({{config}} | sed -n 's/^unused[0-9]*: //p')
            {{QmCommand.Of("disk import", proxmox.Vmid, [$"{names.Directory}/{file}", proxmox.Storage])}}
            new=$({{config}} | sed -n 's/^unused[0-9]*: //p' | grep -vxF "$before")
            echo "$new {{built.Version}} {{built.Sha256}}" >> {{names.Disks}}
            """);
    }

    // Only the one before is kept: that is what Rollback goes back to.
    private static IEnumerable<Step> Old(ProxmoxNames names, VmConfig vm, HostFacts facts, string current, string? next)
    {
        (string Option, string Volume)[] old =
        [
            .. vm.UnusedVolumes
                .Where(unused => facts.Disks.Any(disk => disk.Volume == unused.Volume) && unused.Volume != current && unused.Volume != next)
                .OrderBy(static unused => unused.Option, StringComparer.Ordinal),
        ];
        return
        [
            .. old.Select(unused => new HostStep($"deletes the older disk {unused.Volume}", QmCommand.Of("disk unlink", vm.Vmid, QmCommand.Option("idlist", unused.Option), QmCommand.Option("force", "1")))),
            .. Forget(names, [.. old.Select(static unused => unused.Volume)]),
        ];
    }

    // The host gives out the name of a volume that is gone again, and the next of that name may be somebody else's.
    private static IEnumerable<Step> Forget(ProxmoxNames names, IReadOnlyList<string> volumes) => volumes.Count == 0 ? [] :
    [
        new HostStep(
            "forgets what is gone of the list of disks",
            $"awk '{string.Join(" && ", volumes.Select(static volume => $"$1 != \"{volume}\""))}' {names.Disks} > {names.Disks}.new\nmv {names.Disks}.new {names.Disks}"),
    ];
}
