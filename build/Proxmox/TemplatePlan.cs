using Mwan.Build.Processes;
using Mwan.Config;

namespace Mwan.Build.Proxmox;

/// <summary><c>Template</c>: a template of the image that was built; the oldest beyond the number that is kept go.</summary>
public static class TemplatePlan
{
    /// <summary>The plan. Pure.</summary>
    /// <param name="site">The site.</param>
    /// <param name="facts">The host.</param>
    /// <param name="built">The image.</param>
    /// <param name="configHash">Hash of the site's file as it is now.</param>
    public static ProxmoxPlan Of(Site site, HostFacts facts, BuiltRelease built, string configHash)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        ProxmoxNames names = new(proxmox.Vmid);
        IReadOnlyList<VmConfig> templates = facts.Templates(proxmox);
        bool exists = templates.Any(template => ImageMark.Parse(template.Description)?.Sha256 == built.Sha256);
        int? number = exists ? null : Number(proxmox, facts, names);
        return ProxmoxPlan.Of(
            [
                .. Prerequisites.Access(site, facts),
                .. Prerequisites.Image(site, facts, built, configHash),
                .. exists ? [] : Prerequisites.Templates(proxmox, facts),
                .. exists ? [] : Prerequisites.Room(proxmox, facts, built.DiskSize, built.Size),
                .. exists || number is not null ? [] : Numbers(proxmox).SelectMany(candidate => Prerequisites.Number(proxmox, facts, candidate, "proxmox.templateVmid")),
            ],
            () =>
            [
                .. number is { } vmid ? Make(site, facts, built, vmid) : [],
                .. exists ? Leftovers(facts, built, templates) : [],
                .. templates.Skip(proxmox.KeepTemplates - (exists ? 0 : 1)).Where(template => !template.IsProtected && ImageMark.Parse(template.Description)?.Sha256 != built.Sha256).Select(Prune),
            ]);
    }

    private static IEnumerable<int> Numbers(Config.Proxmox proxmox) => Enumerable.Range(proxmox.TemplateVmid, proxmox.KeepTemplates + 1);

    // One that was not finished is made anew before another number is taken.
    private static int? Number(Config.Proxmox proxmox, HostFacts facts, ProxmoxNames names)
    {
        int[] half = [.. Numbers(proxmox).Where(vmid => facts.Configs.GetValueOrDefault(vmid) is { } config && facts.IsOurs(config, names) && (!config.IsTemplate || config.Lock is not null))];
        int[] free = [.. Numbers(proxmox).Where(vmid => !facts.Configs.ContainsKey(vmid) && !facts.Guests.Any(guest => guest.Vmid == vmid))];
        return half.Length > 0 ? half[0] : free.Length > 0 ? free[0] : null;
    }

    private static IEnumerable<Step> Make(Site site, HostFacts facts, BuiltRelease built, int vmid)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        ProxmoxNames names = new(proxmox.Vmid);
        string file = Path.GetFileName(built.Image);
        string text = QmCommand.Number(vmid);
        if (facts.Configs.GetValueOrDefault(vmid) is { } half)
        {
            yield return new HostStep($"removes template {text}, which was not finished", QmCommand.Destroy(half));
        }

        if (facts.Uploaded.GetValueOrDefault(file) != built.Sha256 || !facts.Files.ContainsKey(file))
        {
            yield return new UploadStep(built.Image, file, built.Size, built.Sha256, names.Directory);
        }

        string create = QmCommand.Of(
            "create",
            vmid,
            [
                QmCommand.Option("name", Name(site, built.Version)),
                .. VmOptions.Machine(proxmox),
                VmOptions.NewVariables(proxmox),
                QmCommand.Option("tags", names.TemplateTags),
                QmCommand.Option("description", ImageMark.Of(built).Template(site.Appliance.HostName)),
            ]);
        yield return new HostStep($"makes VM {text}, which becomes the template", $"touch {ProxmoxNames.Claim(names.Directory, vmid)}\n{create}");
        yield return new HostStep("imports the disk", QmCommand.Of("disk import", vmid, [$"{names.Directory}/{file}", proxmox.Storage], QmCommand.Option("target-disk", VmOptions.SystemDrive)));
        yield return new HostStep("boots from it", QmCommand.Of("set", vmid, QmCommand.Option("boot", $"order={VmOptions.SystemDrive}")));
        yield return new HostStep("turns it into a template", QmCommand.Of("template", vmid));
        yield return Clean(built, [vmid]);
    }

    // Of a run that was cut off before its last step.
    private static IEnumerable<Step> Leftovers(HostFacts facts, BuiltRelease built, IReadOnlyList<VmConfig> templates)
    {
        int[] claimed = [.. templates.Select(static template => template.Vmid).Where(facts.Claims.Contains)];
        return claimed.Length > 0 || facts.Files.ContainsKey(Path.GetFileName(built.Image)) ? [Clean(built, claimed)] : [];
    }

    private static HostStep Clean(BuiltRelease built, IEnumerable<int> claimed)
    {
        string file = Path.GetFileName(built.Image);
        return new HostStep("deletes the copy of the image", ShellText.Join(["rm", "-f", file, $"{file}.sha256", .. claimed.Select(static vmid => $"making-{QmCommand.Number(vmid)}")]));
    }

    private static HostStep Prune(VmConfig template) => new(
        $"removes template {QmCommand.Number(template.Vmid)} ({template["name"]}): more are there than proxmox.keepTemplates says", QmCommand.Destroy(template));

    // A name is a DNS name; a version may have other characters.
    private static string Name(Site site, string version) =>
        $"{site.Appliance.Name}-{string.Concat(version.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'))}".TrimEnd('-', '.');
}
