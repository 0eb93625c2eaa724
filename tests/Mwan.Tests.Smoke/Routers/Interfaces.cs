using System.Text.Json.Nodes;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>Which NIC has which name.</summary>
internal static class Interfaces
{
    /// <summary>The configured name of each port.</summary>
    public static IReadOnlyList<(Port Port, string Name)> Configured { get; } =
    [
        (Bench.Site.Management.Port, Bench.Site.Management.Interface),
        (Bench.Site.Lan.Port, Bench.Site.Lan.Interface),
        .. Bench.Site.Wans.Select(wan => (wan.Port, wan.Interface)),
    ];

    /// <summary>Fails unless the NIC at each configured port, told by the address burnt into it, has the configured name.</summary>
    public static async Task AssertNamedAsync(Router router)
    {
        Dictionary<string, string> names = await BurntInAsync(router);
        foreach ((Port port, string name) in Configured)
        {
            string mac = router.Machine.Description.Nics.Single(nic => nic.Port.Name == port.Name).Mac;
            Assert.True(names.TryGetValue(mac, out string? actual), $"No interface has the address {mac} of {port.Name}, among {string.Join(", ", names)}.");
            Assert.Equal($"{port.Name}: {name}", $"{port.Name}: {actual}");
        }
    }

    /// <summary>Names of the physical interfaces by their permanent address: a configured MAC covers it.</summary>
    public static async Task<Dictionary<string, string>> BurntInAsync(Router router)
    {
        JsonArray links = JsonNode.Parse(await router.AskAsync("ip", "-json", "-details", "link", "show"))!.AsArray();
        return links
            .Where(link => link?["link_type"]?.ToString() == "ether" && link["link"] is null && link["parentdev"] is not null)
            .ToDictionary(link => (link!["permaddr"] ?? link["address"])!.ToString(), link => link!["ifname"]!.ToString(), StringComparer.Ordinal);
    }
}
