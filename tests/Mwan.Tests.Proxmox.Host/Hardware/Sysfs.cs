using System.Globalization;
using System.Text.Json;

namespace Mwan.Tests.Proxmox.Host.Hardware;

/// <summary>The part of <c>/sys</c> that tells of PCI, SR-IOV, IOMMU groups and links, as ordinary files and relative links.</summary>
/// <param name="root">Root directory of the host: <c>/</c> within, elsewhere from without.</param>
internal sealed class Sysfs(string root)
{
    private const string Pci = "sys/devices/pci0000:00";

    private string VirtualFunctionsFile => Path.Combine(root, $"{Places.Own}/virtual-functions.json"[1..]);

    /// <summary>Makes it.</summary>
    public void Build(Machinery machinery)
    {
        foreach (string directory in (string[])["sys/bus/pci/devices", "sys/bus/pci/drivers/vfio-pci", "sys/class/net", "sys/class/iommu", "sys/kernel/iommu_groups", "sys/module/vfio_pci"])
        {
            Make(directory);
        }

        if (machinery.HasIommu)
        {
            Make("sys/class/iommu/dmar0");
        }

        foreach (PciFunction function in machinery.Functions)
        {
            Add(function, machinery.HasIommu);
            if (function.VirtualFunctions > 0)
            {
                Write($"{Pci}/{function.Address}/sriov_totalvfs", $"{function.VirtualFunctions}");
                Write($"{Pci}/{function.Address}/sriov_numvfs", "0");
            }
        }

        foreach (string bridge in machinery.Bridges)
        {
            Make($"sys/devices/virtual/net/{bridge}/bridge");
            Interface($"sys/devices/virtual/net/{bridge}", bridge);
        }
    }

    /// <summary>Virtual functions by the address of their physical function.</summary>
    public SortedDictionary<string, List<VirtualFunction>> VirtualFunctions() =>
        File.Exists(VirtualFunctionsFile) ? JsonSerializer.Deserialize<SortedDictionary<string, List<VirtualFunction>>>(File.ReadAllText(VirtualFunctionsFile))! : [];

    /// <summary>Remembers how virtual functions are treated.</summary>
    public void Keep(SortedDictionary<string, List<VirtualFunction>> functions) => File.WriteAllText(VirtualFunctionsFile, JsonSerializer.Serialize(functions));

    /// <summary>Makes or removes virtual functions where somebody has written to <c>sriov_numvfs</c>, as the kernel would at once.</summary>
    /// <param name="machinery">The host.</param>
    /// <param name="isUsed">Whether a running machine has a function.</param>
    /// <returns>What the kernel would have refused, or a machine not survived.</returns>
    public IReadOnlyList<string> Follow(Machinery machinery, Func<string, bool> isUsed)
    {
        List<string> damage = [];
        SortedDictionary<string, List<VirtualFunction>> all = VirtualFunctions();
        foreach (PciFunction function in machinery.Functions.Where(static function => function.VirtualFunctions > 0))
        {
            string file = $"{Pci}/{function.Address}/sriov_numvfs";
            List<VirtualFunction> now = all.GetValueOrDefault(function.Address) ?? [];
            string text = Read(file);
            if (text.Length == 0)
            {
                // Being written.
                continue;
            }

            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) || wanted > function.VirtualFunctions || (wanted != now.Count && wanted > 0 && now.Count > 0))
            {
                damage.Add($"{function.Address}: '{text}' was written to sriov_numvfs while it was {now.Count}: write error: {(now.Count > 0 ? "Device or resource busy" : "Numerical result out of range")}");
                Write(file, $"{now.Count}");
                continue;
            }

            if (wanted == now.Count)
            {
                continue;
            }

            foreach (VirtualFunction gone in now)
            {
                if (isUsed(gone.Address))
                {
                    damage.Add($"{gone.Address} was removed while a running machine had it");
                }

                Remove(gone.Address);
            }

            foreach (int index in Enumerable.Range(0, now.Count))
            {
                File.Delete(At($"{Pci}/{function.Address}/virtfn{index}"));
            }

            all[function.Address] = [.. Enumerable.Range(0, wanted).Select(index => new VirtualFunction(AddressOf(function.Address, index)))];
            Keep(all);
            for (int index = 0; index < wanted; index++)
            {
                string address = AddressOf(function.Address, index);
                Add(new PciFunction(address, function.Vendor, "0x154c", "iavf", 100 + index, $"{function.Interface?.Replace("np", "v", StringComparison.Ordinal)[..^1]}{index}"), machinery.HasIommu);
                Link($"{Pci}/{address}/physfn", $"../{function.Address}");
                Link($"{Pci}/{function.Address}/virtfn{index}", $"../{address}");
            }
        }

        return damage;
    }

    /// <summary>What all <c>sriov_numvfs</c> say.</summary>
    public string Numbers() => Directory.Exists(At(Pci))
        ? string.Join(' ', Directory.GetDirectories(At(Pci)).Select(static path => Path.Combine(path, "sriov_numvfs")).Where(File.Exists).Select(File.ReadAllText))
        : "";

    /// <summary>Whether there is a function.</summary>
    public bool Has(string address) => Directory.Exists(At($"{Pci}/{address}"));

    /// <summary>Functions at an address without a function's number, or the one.</summary>
    public IReadOnlyList<string> FunctionsOf(string address)
    {
        string full = address.Length is 7 or 5 ? $"0000:{address}" : address;
        return full.Contains('.', StringComparison.Ordinal)
            ? Has(full) ? [full] : []
            : [.. Directory.GetDirectories(At(Pci)).Select(static path => Path.GetFileName(path)).Where(name => name.StartsWith($"{full}.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Gives a function to vfio-pci; its interface goes.</summary>
    public void BindToVfio(string address)
    {
        string device = $"{Pci}/{address}";
        File.Delete(At($"{device}/driver"));
        Link($"{device}/driver", "../../../bus/pci/drivers/vfio-pci");
        if (Directory.Exists(At($"{device}/net")))
        {
            RemoveInterfaces(address);
        }
    }

    /// <summary>IOMMU group of a function; null: it has none.</summary>
    public string? GroupOf(string address) => Path.GetFileName(new FileInfo(At($"{Pci}/{address}/iommu_group")).LinkTarget);

    /// <summary>Names of links.</summary>
    public IReadOnlyList<string> Links() => [.. Directory.GetFileSystemEntries(At("sys/class/net")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Whether a link is a bridge.</summary>
    public bool IsBridge(string link) => Directory.Exists(At($"sys/devices/virtual/net/{link}/bridge"));

    /// <summary>PCI address of a link; null: it has none.</summary>
    public string? AddressOfLink(string link) => Directory.GetDirectories(At(Pci)).Select(static path => Path.GetFileName(path)).FirstOrDefault(address => Directory.Exists(At($"{Pci}/{address}/net/{link}")));

    /// <summary>What a file of a link says.</summary>
    public string OfLink(string link, string file) => Read($"sys/class/net/{link}/{file}");

    /// <summary>Changes what a file of a link says.</summary>
    public void SetLink(string link, string file, string text) => Write($"sys/class/net/{link}/{file}", text);

    // The X710's first virtual function is 16 routing ids after function 0.
    private static string AddressOf(string physical, int index)
    {
        int function = physical[^1] - '0';
        int id = 16 + (function * 32) + index;
        return string.Create(CultureInfo.InvariantCulture, $"{physical[..^4]}{id >> 3:x2}.{id & 7}");
    }

    private void Add(PciFunction function, bool hasIommu)
    {
        string device = $"{Pci}/{function.Address}";
        Make(device);
        Write($"{device}/vendor", function.Vendor);
        Write($"{device}/device", function.Device);
        Write($"{device}/class", "0x020000");
        Write($"{device}/numa_node", "-1");
        Make($"sys/bus/pci/drivers/{function.Driver}");
        Link($"{device}/driver", $"../../../bus/pci/drivers/{function.Driver}");
        Link($"sys/bus/pci/devices/{function.Address}", $"../../../devices/pci0000:00/{function.Address}");
        if (hasIommu)
        {
            Make($"sys/kernel/iommu_groups/{function.Group}/devices");
            Link($"{device}/iommu_group", $"../../../kernel/iommu_groups/{function.Group}");
            Link($"sys/kernel/iommu_groups/{function.Group}/devices/{function.Address}", $"../../../../devices/pci0000:00/{function.Address}");
        }

        if (function.Interface is { } link)
        {
            Interface($"{device}/net/{link}", link);
            Link($"{device}/net/{link}/device", $"../../../{function.Address}");
        }
    }

    private void Interface(string directory, string link)
    {
        Make(directory);
        Write($"{directory}/ifindex", $"{Directory.GetFileSystemEntries(At("sys/class/net")).Length + 2}");
        Write($"{directory}/mtu", "1500");
        Write($"{directory}/operstate", "up");
        byte[] hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(link));
        Write($"{directory}/address", $"02:{string.Join(':', hash.Take(5).Select(static unit => unit.ToString("x2", CultureInfo.InvariantCulture)))}");
        Link($"sys/class/net/{link}", Path.GetRelativePath("sys/class/net", directory));
    }

    private void Remove(string address)
    {
        RemoveInterfaces(address);
        string? group = new FileInfo(At($"{Pci}/{address}/iommu_group")).LinkTarget;
        if (group is not null)
        {
            Directory.Delete(At($"sys/kernel/iommu_groups/{Path.GetFileName(group)}"), recursive: true);
        }

        File.Delete(At($"sys/bus/pci/devices/{address}"));
        Directory.Delete(At($"{Pci}/{address}"), recursive: true);
    }

    private void RemoveInterfaces(string address)
    {
        string interfaces = At($"{Pci}/{address}/net");
        if (Directory.Exists(interfaces))
        {
            foreach (string link in Directory.GetDirectories(interfaces))
            {
                File.Delete(At($"sys/class/net/{Path.GetFileName(link)}"));
            }

            Directory.Delete(interfaces, recursive: true);
        }
    }

    private string At(string path) => Path.Combine(root, path);

    private void Make(string directory) => Directory.CreateDirectory(At(directory));

    private void Write(string file, string text) => File.WriteAllText(At(file), $"{text}\n");

    private string Read(string file) => File.ReadAllText(At(file)).Trim();

    private void Link(string link, string target) => File.CreateSymbolicLink(At(link), target);
}
