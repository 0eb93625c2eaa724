using Mwan.Config;

namespace Mwan.Build.Proxmox;

/// <summary><c>Deploy</c>: the VM as the site's file says, running and healthy. What is there already stays.</summary>
public static class DeployPlan
{
    private const long GiB = 1L << 30;

    // The image, its firmware's variables and what a storage rounds up to.
    private const long SystemSize = 2 * GiB;

    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(5);

    // Unpacked in memory, for mwan's own command to check and to take.
    private const string Import = "umask 077; directory=$(mktemp -d /run/mwan-certificates.XXXXXX) && trap 'rm -rf \"$directory\"' EXIT && base64 -d | tar -x -C \"$directory\" && mwan certs import \"$directory\"";

    /// <summary>The plan. Pure.</summary>
    /// <param name="site">The site.</param>
    /// <param name="facts">The host.</param>
    /// <param name="certificates">What comes into the certificate slot; null: what is in it stays.</param>
    public static ProxmoxPlan Of(Site site, HostFacts facts, CertificateInput? certificates)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        ProxmoxNames names = new(proxmox.Vmid);
        VmConfig? vm = facts.Vm(proxmox);
        VmConfig? template = facts.Templates(proxmox) is [var newest, ..] ? newest : null;
        bool half = vm is not null && facts.IsOurs(vm, names) && IsHalf(vm, facts, names);

        // Somebody else's is none of ours to complete: what a new one lacks is said along with that.
        VmConfig? whole = half || (vm is not null && !facts.IsOurs(vm, names)) ? null : vm;
        bool waits = NeedsCertificates(site) && certificates is null && (whole is null || facts.Guest.MissingCertificates.Count > 0);
        VmConfig? basis = whole ?? template;
        KeyValuePair<string, string>[] options = basis is null ? [] : [.. VmOptions.Site(site, facts).Where(option => !VmOptions.Matches(basis, option)).Select(option => VmOptions.Kept(basis, option)), .. Description(site, basis)];
        bool later = whole is not null && facts.Runs(proxmox.Vmid) && options.Any(static option => !VmOptions.IsNic(option.Key) && option.Key is not ("tags" or "onboot" or "startup" or "name" or "description"));
        return ProxmoxPlan.Of(
            [
                .. Prerequisites.Access(site, facts),
                .. Prerequisites.Iommu(proxmox, facts),
                .. Prerequisites.PhysicalFunctions(proxmox, facts),
                .. Prerequisites.Bridges(proxmox, facts),
                .. Prerequisites.Devices(proxmox, facts),
                .. Unset(proxmox, facts),
                .. Prerequisites.Number(proxmox, facts, proxmox.Vmid, "proxmox.vmid"),
                .. Prerequisites.NoSwap(proxmox, facts),
                .. whole is null ? Prerequisites.Room(proxmox, facts, SystemSize + (proxmox.StateDiskGiB * GiB), 0) : [],
                .. whole is null && template is null ? [$"{proxmox.Host} has no template of {site.Appliance.HostName}: --target=Template makes one"] : (IEnumerable<string>)[],
                .. whole?.Lock is { } held && facts.IsOurs(whole, names) ? [Prerequisites.Locked(proxmox.Vmid, held)] : (IEnumerable<string>)[],
            ],
            () => Steps(site, facts, certificates, half ? vm : null, whole, template!, options),
            [
                .. later ? [string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the VM runs, so what is set now holds from its next start (NICs: at once): qm shutdown {proxmox.Vmid} && qm start {proxmox.Vmid}")] : (IEnumerable<string>)[],
                .. Prerequisites.Unresolved(proxmox, facts),
                .. waits ? ["802.1X has no certificates: give them with --certificates=DIR (ca.pem, client.pem, key.pem)"] : (IEnumerable<string>)[],
            ]);
    }

    private static bool NeedsCertificates(Site site) => site.Wans.Any(static wan => wan.Authentication is not null);

    // A clone has its template's.
    private static IEnumerable<KeyValuePair<string, string>> Description(Site site, VmConfig basis) =>
        ImageMark.Parse(basis.Description) is { } mark && basis.Description == mark.Template(site.Appliance.HostName) ? [QmCommand.Option("description", mark.Vm(site.Appliance.HostName))] : [];

    // What `qm clone` leaves when it is cut off has no tag yet, or its lock.
    private static bool IsHalf(VmConfig vm, HostFacts facts, ProxmoxNames names) =>
        facts.Claims.Contains(vm.Vmid) && (!vm.Tags.Contains(names.OwnTag) || vm.Lock is "clone" or "create");

    private static IEnumerable<string> Unset(Config.Proxmox proxmox, HostFacts facts) =>
        FunctionsPlan.Interfaces(proxmox).All(name => facts.PhysicalFunctions.GetValueOrDefault(name)?.Count >= FunctionsPlan.Count(proxmox, name))
            ? FunctionsPlan.Differences(proxmox, facts).Select(static difference => $"{difference}: --target=Host sets it")
            : [];

    private static IEnumerable<Step> Steps(
        Site site, HostFacts facts, CertificateInput? certificates, VmConfig? half, VmConfig? vm, VmConfig template, KeyValuePair<string, string>[] options)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        ProxmoxNames names = new(proxmox.Vmid);
        int vmid = proxmox.Vmid;
        string number = QmCommand.Number(vmid);
        string claim = ProxmoxNames.Claim(names.Directory, vmid);
        bool changes = false;
        if (half is not null)
        {
            yield return new HostStep($"removes VM {number}, which was not finished", QmCommand.Destroy(half));
        }

        if (vm is null)
        {
            changes = true;
            string clone = QmCommand.Of(
                "clone", template.Vmid, [number], QmCommand.Option("name", site.Appliance.Name), QmCommand.Option("full", "1"), QmCommand.Option("storage", proxmox.Storage));
            yield return new HostStep($"clones template {QmCommand.Number(template.Vmid)} ({template["name"]}) to VM {number}", $"touch {claim}\n{clone}");
        }

        if (options.Length > 0)
        {
            changes = true;
            yield return new HostStep($"sets {string.Join(", ", options.Select(static option => option.Key))}", QmCommand.Of("set", vmid, options));
        }

        if (vm is not null && VmOptions.Surplus(vm, site).ToArray() is { Length: > 0 } surplus)
        {
            changes = true;
            yield return new HostStep($"takes away {string.Join(", ", surplus)}, which the site does not have", QmCommand.Of("set", vmid, QmCommand.Option("delete", string.Join(',', surplus))));
        }

        if (vm?[VmOptions.StateDrive] is null)
        {
            changes = true;
            yield return new HostStep("adds the state disk", QmCommand.Of("set", vmid, VmOptions.NewState(proxmox)));
        }

        if (vm is null || facts.Claims.Contains(vmid))
        {
            yield return new HostStep("notes that it is whole", $"rm -f {claim}");
        }

        if (!facts.Runs(vmid))
        {
            changes = true;
            yield return new HostStep("starts it", QmCommand.Of("start", vmid));
        }

        if (!facts.Guest.Answers)
        {
            changes = true;
            yield return new WaitStep("the guest agent answers", WaitGoal.Booted, Boot);
        }

        if (certificates is not null && (vm is null || facts.Certificates != certificates.Sum || facts.Guest.MissingCertificates.Count > 0))
        {
            changes = true;
            yield return new HostStep("imports the certificates", QmCommand.GuestReading(vmid, 120, "sh", "-c", Import))
            {
                Input = new StepInput($"the files *.pem of {certificates.Directory}: tar, in base64", certificates.Content),
                IsGuestAnswer = true,
            };
            yield return new HostStep("notes which ones", $"echo {certificates.Sum} > {names.Certificates}");
        }

        if (changes || !facts.Guest.IsHealthy)
        {
            yield return new WaitStep("mwan status has nothing to say", WaitGoal.Healthy, Boot + site.Upgrades.GateDeadline);
        }
    }
}
