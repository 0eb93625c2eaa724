using System.Globalization;
using System.Text.Json.Nodes;
using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Machines;
using Mwan.Tests.Proxmox.Host.Qm;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Host;

/// <summary><c>pvesh get</c> in JSON, for the paths that tell of machines and storages.</summary>
internal static class PveshProgram
{
    /// <summary>Plays it.</summary>
    public static async Task RunAsync(Call call, Answer answer)
    {
        if (call.Arguments is not ["get", ..])
        {
            throw new RefusedException($"stand-in does not know: pvesh {string.Join(' ', call.Arguments)}");
        }

        CommandLine line = CommandLine.Parse("pvesh get", ["<api_path>"], Lists.Of("output-format", "type", "noborder!", "human-readable!", "content", "full!", "current!"), call.Arguments.Skip(1));
        bool pretty = line.Find("output-format") == "json-pretty";
        if (!pretty && line.Find("output-format") != "json")
        {
            throw new RefusedException("stand-in knows pvesh only with --output-format json");
        }

        JsonNode found = await FindAsync(line["<api_path>"].Trim('/').Split('/'), line);
        answer.Say(pretty ? found.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }) : found.ToJsonString());
    }

    private static async Task<JsonNode> FindAsync(string[] path, CommandLine line)
    {
        string node = StandIn.Node;
        if (path is ["nodes", var named, ..] && named != node && named != "localhost")
        {
            throw new RefusedException($"proxy handler failed: no such cluster node '{named}'");
        }

        return path switch
        {
            ["version"] => new JsonObject { ["release"] = string.Join('.', StandIn.Machinery.Version.Split('.').Take(2)), ["repoid"] = "0123456789abcdef", ["version"] = StandIn.Machinery.Version },
            ["nodes"] => new JsonArray(Node()),
            ["cluster", "nextid"] => JsonValue.Create(Enumerable.Range(100, 1000).First(id => !VmConfig.All(node).Contains(id.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal)).ToString(CultureInfo.InvariantCulture)),

            // This cluster has none: hostpciN takes addresses only here.
            ["cluster", "mapping", "pci"] => new JsonArray(),
            ["cluster", "resources"] => await ResourcesAsync(line),
            ["nodes", _, "qemu"] => new JsonArray([.. VmConfig.All(node).Select(Machine)]),
            ["nodes", _, "qemu", var id, "config"] => Config(VmConfig.Load(node, id), line.IsOn("current")),
            ["nodes", _, "qemu", var id, "status", "current"] => Machine(VmConfig.Load(node, id).Id),
            ["nodes", _, "storage"] => new JsonArray([.. await Task.WhenAll(Storage.All().Where(storage => line.Find("content") is not { } content || storage.Content.Contains(content, StringComparer.Ordinal)).Select(StorageAsync))]),
            ["nodes", _, "storage", var name, "status"] => await StorageAsync(Storage.Find(name)),
            _ => throw new RefusedException($"stand-in does not know: pvesh get /{string.Join('/', path)}"),
        };
    }

    private static async Task<JsonNode> ResourcesAsync(CommandLine line)
    {
        string? type = line.Find("type");
        List<JsonNode> resources = [];
        if (type is null or "vm")
        {
            foreach (string id in VmConfig.All(StandIn.Node))
            {
                JsonObject machine = Machine(id);
                machine["id"] = $"qemu/{id}";
                machine["node"] = StandIn.Node;
                machine["type"] = "qemu";
                resources.Add(machine);
            }
        }

        if (type is null or "storage")
        {
            foreach (Storage storage in Storage.All())
            {
                resources.Add(new JsonObject
                {
                    ["id"] = $"storage/{StandIn.Node}/{storage.Name}",
                    ["type"] = "storage",
                    ["storage"] = storage.Name,
                    ["node"] = StandIn.Node,
                    ["plugintype"] = storage.Type,
                    ["content"] = string.Join(',', storage.Content),
                    ["status"] = storage.IsDisabled ? "unknown" : "available",
                    ["maxdisk"] = storage.Capacity,
                    ["disk"] = await storage.UsedAsync(),
                    ["shared"] = 0,
                });
            }
        }

        if (type is null or "node")
        {
            resources.Add(Node());
        }

        return new JsonArray([.. resources]);
    }

    private static JsonObject Node() => new() { ["id"] = $"node/{StandIn.Node}", ["node"] = StandIn.Node, ["status"] = "online", ["type"] = "node", ["maxcpu"] = 16, ["maxmem"] = 64L << 30 };

    private static JsonObject Machine(string id)
    {
        VmConfig config = VmConfig.Load(StandIn.Node, id);
        Running? running = StandIn.RunningOf(id);
        JsonObject machine = new()
        {
            ["vmid"] = int.Parse(id, CultureInfo.InvariantCulture),
            ["name"] = config.Values.GetValueOrDefault("name", $"VM {id}"),
            ["status"] = running is null ? "stopped" : "running",
            ["template"] = config.IsTemplate ? 1 : 0,
            ["maxmem"] = long.Parse(config.Values.GetValueOrDefault("memory", "512"), CultureInfo.InvariantCulture) << 20,
            ["uptime"] = running is null ? 0 : (int)(DateTimeOffset.UtcNow - running.Started).TotalSeconds,
        };
        if (config.Values.TryGetValue("tags", out string? tags))
        {
            machine["tags"] = tags;
        }

        if (config.Values.TryGetValue("lock", out string? held))
        {
            machine["lock"] = held;
        }

        return machine;
    }

    private static JsonObject Config(VmConfig config, bool current)
    {
        JsonObject values = [];
        foreach ((string key, string value) in current ? config.Values : config.Future)
        {
            values[key] = key == "description" ? $"{value}\n" : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && key is not "memory" and not "cpuunits" ? number : value;
        }

        values["digest"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(values.ToJsonString())))[..40];
        return values;
    }

    private static async Task<JsonNode> StorageAsync(Storage storage) => new JsonObject
    {
        ["storage"] = storage.Name,
        ["type"] = storage.Type,
        ["content"] = string.Join(',', storage.Content),
        ["active"] = storage.IsDisabled ? 0 : 1,
        ["enabled"] = storage.IsDisabled ? 0 : 1,
        ["total"] = storage.Capacity,
        ["used"] = await storage.UsedAsync(),
        ["avail"] = storage.Capacity - await storage.UsedAsync(),
    };
}
