using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Mwan.Build.Lab;

/// <summary>What <c>mwan status --json</c> says.</summary>
public sealed class RouterStatus
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly JsonNode report;

    private RouterStatus(JsonNode report) => this.report = report;

    /// <summary>What needs a person, each as "subject: text".</summary>
    public IReadOnlyList<string> Findings => [.. report["findings"]!.AsArray().Select(static finding => $"{finding!["subject"]}: {finding["text"]}")];

    /// <summary>Asks the router; null: its agent does not answer.</summary>
    public static async Task<RouterStatus?> AskAsync(RunningLab lab)
    {
        ArgumentNullException.ThrowIfNull(lab);
        string answer = await lab.AtRouterAsync("mwan status --json 2> /dev/null || :");
        return answer.Length == 0 ? null : new RouterStatus(JsonNode.Parse(answer)!);
    }

    /// <summary>Asks until the router answers, however busy it is.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    public static async Task<RouterStatus> AwaitAsync(RunningLab lab)
    {
        ArgumentNullException.ThrowIfNull(lab);
        RouterStatus? status = null;
        return await Waiting.UntilAsync(async () => (status = await AskAsync(lab)) is not null, Patience)
            ? status!
            : throw new TimeoutException($"The agent does not answer:\n{await lab.AtRouterAsync("mwan status 2>&1 || :; uptime; journalctl --boot --no-pager --lines=40")}");
    }

    /// <summary>Waits for words in the findings.</summary>
    /// <exception cref="TimeoutException">They are not there by then.</exception>
    public static async Task AwaitFindingAsync(RunningLab lab, string words, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(lab);
        if (!await Waiting.UntilAsync(async () => await AskAsync(lab) is { } status && status.Findings.Any(text => text.Contains(words, StringComparison.Ordinal)), deadline))
        {
            throw new TimeoutException($"'{words}' is not found:\n{await lab.AtRouterAsync("date; mwan status 2>&1 || :; journalctl --boot --no-pager --lines=60")}");
        }
    }

    /// <summary>Waits until both families of all WANs are healthy.</summary>
    /// <exception cref="TimeoutException">They are not by then; the message has what both machines say.</exception>
    public static async Task AwaitWellAsync(RunningLab lab, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(lab);
        if (await Waiting.UntilAsync(async () => await AskAsync(lab) is { } status && status.IsWell(lab.Network), deadline))
        {
            return;
        }

        string words = await lab.AtRouterAsync("mwan status 2>&1 || :");
        string journal = await lab.AtRouterAsync("journalctl --boot --no-pager | grep -v ' qemu-ga\\[' | tail -n 80");
        string world = await lab.AtAsync("internet", "tail -n 8 /run/world/*.log");
        throw new TimeoutException($"Not all WANs are well within {deadline}:\n{words}\n{journal}\n{world}");
    }

    /// <summary>Whether a family of a WAN is healthy.</summary>
    public bool IsHealthy(string wan, AddressFamily family) => (string?)Measurement(wan, family)?["health"]?["verdict"] is "Healthy" or "healthy";

    /// <summary>Whether both families of all WANs are healthy.</summary>
    public bool IsWell(LabNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Isps.All(isp => IsHealthy(isp.Wan.Name, AddressFamily.InterNetwork) && IsHealthy(isp.Wan.Name, AddressFamily.InterNetworkV6));
    }

    /// <summary>Seconds of success that a family still owes before it is healthy.</summary>
    public double Hold(string wan, AddressFamily family) => (double?)Measurement(wan, family)?["holdSeconds"] ?? 0;

    /// <summary>Whether some WAN failed lately, which makes the next hold longer.</summary>
    public bool RemembersFlaps => report["measurements"]!.AsArray().Any(static measurement => (int?)measurement!["flaps"] > 0);

    /// <summary>The shares of new flows, one line.</summary>
    public string Shares => string.Join(' ', report["members"]!.AsArray().Select(static member => $"{member!["name"]} {member["ipv4"]?["share"]} {member["ipv6"]?["share"]}"));

    private JsonNode? Measurement(string wan, AddressFamily family)
    {
        string name = family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
        return report["measurements"]!.AsArray().FirstOrDefault(measurement => (string?)measurement!["member"] == wan && (string?)measurement["family"] == name);
    }
}
