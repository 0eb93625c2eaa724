namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>The PCI functions that a machine is given with <c>hostpci</c>.</summary>
internal sealed class Passthrough(StandIn host)
{
    /// <summary>Takes all functions that a configuration names from their drivers, for the machine that is about to start.</summary>
    /// <exception cref="RefusedException">One is not there, is taken, or the host gives none away.</exception>
    public IReadOnlyList<string> Take(VmConfig config)
    {
        List<string> functions = [];
        foreach ((string key, string value) in config.Values.Where(static pair => ConfigKeys.Kind(pair.Key) == "hostpci"))
        {
            Properties device = Properties.Parse(value, "host");
            if (device["pcie"] == "1" && !config.Values.GetValueOrDefault("machine", "pc").Contains("q35", StringComparison.Ordinal))
            {
                throw new RefusedException("q35 machine model is not enabled");
            }

            foreach (string address in (device["host"] ?? throw new RefusedException($"stand-in does not know mappings: {key}: {value}")).Split(';'))
            {
                IReadOnlyList<string> found = host.Sysfs.FunctionsOf(address);
                if (found.Count == 0)
                {
                    throw new RefusedException($"no PCI device found for '{address}'");
                }

                foreach (string function in found)
                {
                    if (functions.Contains(function))
                    {
                        throw new RefusedException($"device '{function}' assigned more than once");
                    }

                    if (Directory.GetFiles(Places.Running).FirstOrDefault(file => StandIn.RunningOf(Path.GetFileName(file))!.Functions.Contains(function, StringComparer.Ordinal)) is { } other)
                    {
                        throw new RefusedException($"PCI device '{function}' already in use by VMID '{Path.GetFileName(other)}'");
                    }

                    functions.Add(function);
                }
            }
        }

        if (functions.Count > 0 && !StandIn.Machinery.HasIommu)
        {
            throw new RefusedException("cannot prepare PCI pass-through, IOMMU not present");
        }

        foreach (string function in functions)
        {
            host.Sysfs.BindToVfio(function);
        }

        return functions;
    }
}
