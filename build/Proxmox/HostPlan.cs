using Mwan.Config;

namespace Mwan.Build.Proxmox;

/// <summary><c>Host</c>: the unit of the virtual functions.</summary>
public static class HostPlan
{
    /// <summary>The plan. Pure.</summary>
    public static ProxmoxPlan Of(Site site, HostFacts facts)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        bool any = FunctionsPlan.Interfaces(proxmox).Any();
        return ProxmoxPlan.Of(
            [
                .. Prerequisites.Access(site, facts),
                .. Prerequisites.Iommu(proxmox, facts),
                .. Prerequisites.Bridges(proxmox, facts),
                .. Prerequisites.PhysicalFunctions(proxmox, facts),
                .. facts.UserId == 0 ? InUse(proxmox, facts) : [],
            ],
            () => any ? Steps(proxmox, facts) : [],
            any ? [] : ["the site passes no virtual function through: there is nothing to set on the host"]);
    }

    // The kernel changes the number of virtual functions only by way of 0.
    private static IEnumerable<string> InUse(Config.Proxmox proxmox, HostFacts facts)
    {
        foreach (string name in FunctionsPlan.Interfaces(proxmox))
        {
            if (facts.PhysicalFunctions.GetValueOrDefault(name) is not { Count: > 0 } physical || physical.Count >= FunctionsPlan.Count(proxmox, name))
            {
                continue;
            }

            foreach (VmConfig vm in facts.Configs.Values.Where(vm => facts.Runs(vm.Vmid) && facts.DevicesOf(vm).Any(had => physical.Addresses.Values.Any(address => PciAddress.Covers(had, address)))))
            {
                yield return string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{name} has {physical.Count} virtual functions and is to have {FunctionsPlan.Count(proxmox, name)}, which takes all away for a moment, and VM {vm.Vmid} ({vm["name"] ?? "unnamed"}) uses one: stop it first (qm shutdown {vm.Vmid})");
            }
        }
    }

    private static IEnumerable<Step> Steps(Config.Proxmox proxmox, HostFacts facts)
    {
        ProxmoxNames names = new(proxmox.Vmid);
        string unit = FunctionsPlan.Unit(proxmox);
        string script = FunctionsPlan.Script(proxmox);
        bool sameUnit = string.Equals(facts.FunctionsUnit, unit, StringComparison.Ordinal);
        bool sameScript = string.Equals(facts.FunctionsScript, script, StringComparison.Ordinal);
        if (!sameScript)
        {
            yield return new HostStep("writes the script of the virtual functions", Write(names.FunctionsScript, script));
        }

        if (!sameUnit)
        {
            yield return new HostStep("writes the unit that runs it", $"{Write(names.FunctionsUnitFile, unit)}\nsystemctl daemon-reload");
        }

        if (!facts.FunctionsEnabled)
        {
            yield return new HostStep("runs it at each start of the host, before guests", $"systemctl enable {names.FunctionsUnit}");
        }

        if (!sameScript || !facts.FunctionsActive || FunctionsPlan.Differences(proxmox, facts).Any())
        {
            yield return new HostStep("sets the virtual functions, and reads them back", $"systemctl {(facts.FunctionsActive ? "reload" : "start")} {names.FunctionsUnit}");
        }
    }

    // Under another name first: a line that drops leaves the old file or the new one.
    private static string Write(string file, string text) => $"""
        mkdir -p {Path.GetDirectoryName(file)}
        cat > {file}.new <<'END-OF-FILE'
        {text.TrimEnd('\n')}
        END-OF-FILE
        mv {file}.new {file}
        """;
}
