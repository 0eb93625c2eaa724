using System.Globalization;
using Mwan.Config;

namespace Mwan.Build.Proxmox;

/// <summary><c>Destroy</c>: the VM with its state disk, its templates, the host's unit and our directory. The bridges and NICs of the host stay.</summary>
public static class DestroyPlan
{
    /// <summary>The plan. Pure.</summary>
    public static ProxmoxPlan Of(Site site, HostFacts facts)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        ProxmoxNames names = new(proxmox.Vmid);
        VmConfig? vm = facts.Vm(proxmox);
        VmConfig[] ours = [.. facts.Configs.Values.Where(config => config.Vmid != proxmox.Vmid && facts.IsOurs(config, names)).OrderBy(static config => config.Vmid)];
        return ProxmoxPlan.Of(
            [
                .. Prerequisites.Access(site, facts),
                .. Prerequisites.Number(proxmox, facts, proxmox.Vmid, "proxmox.vmid"),
                .. Prerequisites.NoSwap(proxmox, facts),
                .. ours.Prepend(vm).SelectMany(Prerequisites.Unprotected),
            ],
            () =>
            [
                .. vm is null ? [] : RemoveVm(facts, vm),
                .. ours.Select(static config => new HostStep(string.Create(CultureInfo.InvariantCulture, $"destroys {(config.IsTemplate ? "template" : "VM")} {config.Vmid} ({config["name"]})"), QmCommand.Destroy(config))),
                .. facts.FunctionsUnit is null && facts.FunctionsScript is null ? [] : RemoveUnit(names, facts),
                .. facts.Files.Keys.Any(static path => path is not ("lock" or "step.log")) ? [new HostStep("deletes what is kept of it on the host", $"cd / && rm -rf {names.Directory}")] : (IEnumerable<Step>)[],
            ]);
    }

    private static IEnumerable<Step> RemoveVm(HostFacts facts, VmConfig vm)
    {
        if (facts.Runs(vm.Vmid))
        {
            yield return new HostStep($"shuts down VM {QmCommand.Number(vm.Vmid)}", $"""
                {QmCommand.Of("shutdown", vm.Vmid, QmCommand.Option("timeout", "120"), QmCommand.Option("forceStop", "1"))}
                # Where the cluster looks after the VM (HA), the order is only noted at first.
                for second in $(seq 300); do ! {QmCommand.Of("status", vm.Vmid)} | grep -q '^status: stopped' || break; sleep 1; done
                """);
        }

        yield return new HostStep(
            string.Create(CultureInfo.InvariantCulture, $"destroys VM {vm.Vmid} ({vm["name"] ?? "unnamed"}) with its state disk: certificates, the WireGuard key, SSH host keys, the journal"),
            QmCommand.Destroy(vm));
    }

    private static IEnumerable<Step> RemoveUnit(ProxmoxNames names, HostFacts facts)
    {
        // The script goes last: as long as it is there, a run that was cut off is completed by the next.
        string stop = facts.FunctionsUnit is null ? "" : $"systemctl disable --now {names.FunctionsUnit}\n";
        yield return new HostStep(
            "undoes the virtual functions, and deletes their unit",
            $"{stop}rm -f {names.FunctionsUnitFile}\nsystemctl daemon-reload\nrm -f {names.FunctionsScript}");
    }
}
