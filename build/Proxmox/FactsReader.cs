using System.Globalization;
using System.Text.Json.Nodes;

namespace Mwan.Build.Proxmox;

/// <summary>Takes apart what <see cref="FactsScript"/> printed. Pure.</summary>
public static class FactsReader
{
    /// <summary>Reads the output of the script.</summary>
    public static HostFacts Read(string output)
    {
        Dictionary<string, string> parts = Parts(output);
        string Part(string name) => parts.GetValueOrDefault(name, "").Trim();
        Dictionary<string, string> Named(string kind) =>
            parts.Where(part => part.Key.StartsWith($"{kind} ", StringComparison.Ordinal)).ToDictionary(part => part.Key[(kind.Length + 1)..], static part => part.Value, StringComparer.Ordinal);
        Dictionary<string, long> files = Files(Part("files"));
        return new HostFacts
        {
            UserId = Number(Part("user"), -1),
            Node = Part("node").Split('.')[0],
            Version = PveVersion.Parse(Part("version")),
            IommuGroups = Number(Part("iommu"), 0),
            HasSecureBootFirmware = Part("firmware").Length > 0,
            UploadRoom = long.TryParse(Part("room"), NumberStyles.None, CultureInfo.InvariantCulture, out long room) ? room : 0,
            Guests = Guests(Part("guests")),
            Mappings = Mappings(Part("mappings"), Part("node").Split('.')[0]),
            Running = Part("list").Split('\n').Select(Running).OfType<int>().ToHashSet(),
            Storages = [.. Part("storages").Split('\n').Skip(1).Select(Storage).OfType<HostStorage>()],
            Links = Links(Part("links")),
            PhysicalFunctions = Named("function").ToDictionary(static part => part.Key, static part => Function(part.Key, part.Value), StringComparer.Ordinal),
            Devices = Named("device").ToDictionary(static part => part.Key, static part => Device(part.Key, part.Value), StringComparer.Ordinal),
            Configs = Named("config").Select(static part => VmConfig.Parse(Number(part.Key, 0), part.Value)).ToDictionary(static config => config.Vmid),
            Claims = files.Keys.Where(static path => path.StartsWith("making-", StringComparison.Ordinal)).Select(static path => Number(path["making-".Length..], 0)).ToHashSet(),
            Files = files,
            Uploaded = Uploaded(Part("uploaded")),
            Disks = WholeDisk.ParseAll(Part("disks")),
            Certificates = Part("certificates") is { Length: > 0 } sum ? sum : null,
            FunctionsUnit = Text(parts, "unit"),
            FunctionsScript = Text(parts, "script"),
            FunctionsEnabled = Part("enabled") == "enabled",
            FunctionsActive = Part("active") == "active",
            SwapRuns = Part("swap") is "active" or "activating" or "deactivating",
            SwapOrdered = Part("swap-ordered") == "enabled",
            SwapResult = Part("swapped") is { Length: > 0 } result ? result : null,
            Guest = GuestReader.Read(Part("ping") == "yes", Part("guest-version"), Part("guest-slots"), Part("guest-status"), Part("guest-text")),
        };
    }

    private static Dictionary<string, string> Parts(string output)
    {
        Dictionary<string, string> parts = new(StringComparer.Ordinal);
        foreach (string part in $"\n{output}".Split($"\n{FactsScript.Mark}").Skip(1))
        {
            string[] lines = part.Split('\n', 2);
            parts[lines[0].Trim()] = lines.Length == 2 ? lines[1] : "";
        }

        return parts;
    }

    // A part ends with the empty line before the next one.
    private static string? Text(Dictionary<string, string> parts, string name) =>
        parts.GetValueOrDefault(name) is { } text && text.Trim().Length > 0 ? $"{text.TrimEnd('\n')}\n" : null;

    private static List<ClusterGuest> Guests(string json) => GuestAnswer.Json(json) is JsonArray guests
        ?
        [
            .. guests.OfType<JsonObject>().Select(static guest => new ClusterGuest(
                Number(guest["vmid"]?.ToString() ?? "", 0),
                (string?)guest["type"] ?? "qemu",
                (string?)guest["node"] ?? "",
                (string?)guest["name"])),
        ]
        : [];

    // Each has an entry for each node: node=vault,path=0000:06:00.0,id=8086:15f3; a path may be several, or lack the function.
    private static Dictionary<string, IReadOnlyList<string>> Mappings(string json, string node)
    {
        Dictionary<string, IReadOnlyList<string>> mappings = new(StringComparer.Ordinal);
        foreach (JsonObject mapping in (GuestAnswer.Json(json) as JsonArray ?? []).OfType<JsonObject>())
        {
            if ((string?)mapping["id"] is { } name)
            {
                mappings[name] =
                [
                    .. (mapping["map"] as JsonArray ?? []).Select(static entry => entry?.ToString() ?? "")
                        .Where(entry => OptionText.Value(entry, "node") == node)
                        .SelectMany(static entry => (OptionText.Value(entry, "path") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
                        .Select(PciAddress.WithDomain),
                ];
            }
        }

        return mappings;
    }

    // Number, name (which may have a space), status, memory, disk, process.
    private static int? Running(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var vmid, .., var status, _, _, _] && status != "stopped" && Number(vmid, -1) is >= 0 and var number ? number : null;

    // Name, type, status, then total, used and available in KiB.
    private static HostStorage? Storage(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var name, var type, var status, _, _, var free, ..]
            ? new HostStorage(name, type, status == "active", long.TryParse(free, NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes * 1024 : 0)
            : null;

    private static Dictionary<string, HostLink> Links(string json)
    {
        Dictionary<string, HostLink> links = new(StringComparer.Ordinal);
        foreach (JsonObject link in (GuestAnswer.Json(json) as JsonArray ?? []).OfType<JsonObject>())
        {
            if ((string?)link["ifname"] is { } name)
            {
                links[name] = new HostLink(name, (string?)link["linkinfo"]?["info_kind"], [.. (link["vfinfo_list"] as JsonArray ?? []).OfType<JsonObject>().Select(State)]);
            }
        }

        return links;
    }

    private static VirtualFunctionState State(JsonObject function) => new(
        (int?)function["vf"] ?? -1, ((string?)function["address"])?.ToLowerInvariant(), (bool?)function["trust"], (bool?)function["spoofchk"], (string?)function["link_state"]);

    private static PhysicalFunction Function(string name, string text)
    {
        Dictionary<string, string> values = Pairs(text);
        return new PhysicalFunction(
            name,
            values.GetValueOrDefault("driver"),
            Number(values.GetValueOrDefault("most", ""), 0),
            Number(values.GetValueOrDefault("count", ""), 0),
            values.Where(static pair => pair.Key.StartsWith("virtfn", StringComparison.Ordinal)).ToDictionary(static pair => Number(pair.Key["virtfn".Length..], -1), static pair => pair.Value));
    }

    private static PciDevice Device(string address, string text)
    {
        Dictionary<string, string> values = Pairs(text);
        return new PciDevice(address, values.Count > 0, Known(values, "driver"), Known(values, "group"));
    }

    private static string? Known(Dictionary<string, string> values, string key) => values.GetValueOrDefault(key) is { } value and not "none" ? value : null;

    private static Dictionary<string, string> Pairs(string text) =>
        text.Split('\n').Select(static line => line.Trim().Split(' ', 2)).Where(static pair => pair.Length == 2).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);

    private static Dictionary<string, long> Files(string text) =>
        text.Split('\n').Select(static line => line.Split(' ', 2)).Where(static pair => pair.Length == 2)
            .ToDictionary(static pair => pair[1], static pair => long.TryParse(pair[0], NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : 0, StringComparer.Ordinal);

    // Lines of sha256sum(1).
    private static Dictionary<string, string> Uploaded(string text)
    {
        Dictionary<string, string> sums = new(StringComparer.Ordinal);
        foreach (string[] pair in text.Split('\n').Select(static line => line.Split("  ", 2)).Where(static pair => pair.Length == 2))
        {
            sums[pair[1]] = pair[0];
        }

        return sums;
    }

    private static int Number(string text, int otherwise) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
