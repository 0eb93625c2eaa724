using System.Globalization;
using Mwan.Build.Machines;
using Mwan.Build.Processes;
using Mwan.Config;

namespace Mwan.Build.Benchmark;

/// <summary>The agent as the image has it: how long it plans and applies, and what it needs while it watches the WANs.</summary>
public static class AgentMeasurement
{
    /// <summary>Measures it, in networks of its own.</summary>
    /// <param name="site">The site.</param>
    /// <param name="agent">The program.</param>
    /// <param name="rendered">The image's files as they are generated: the agent's unit and the static table are taken from it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(Site site, string agent, string rendered, CancellationToken cancellationToken)
    {
        await using ScratchDirectory scratch = ScratchDirectory.Create();
        string root = Install(scratch, "site", site);
        string big = Install(scratch, "big", BigSite.Of(site));

        // A kernel that only builds need not have WireGuard, and a dead tunnel is no good day.
        Site untunnelled = site with { Tunnels = [] };
        AgentWatch watch = new(untunnelled, agent, Install(scratch, "watched", untunnelled), Path.Combine(rendered, "usr/lib/systemd/system/mwan.service"));
        Dictionary<string, double[]> own = Read(await Linked(site, agent, "measure", "--apply", "--root", root).RunAsync(cancellationToken));
        Dictionary<string, double[]> large = Read(await Sandbox.InOwnNetwork(agent, "measure", "--root", big).RunAsync(cancellationToken));
        return
        [
            new("planning the site, median of 50", own["planning"][1], "ms", 2),
            new("the same, first plan after the start", own["planning"][0], "ms", Budget: null),
            new("planning 32 WANs, 1,000 mappings, 10,000 pinned prefixes, median of 50", large["planning"][1], "ms", 50),
            new("the same, first plan after the start", large["planning"][0], "ms", Budget: null),
            new("planning and applying a failover, median of 50", own["failover"][1], "ms", 50),
            new("the same, the slowest", own["failover"][2], "ms", Budget: null),
            .. await watch.MeasureAsync(cancellationToken),
            .. await PacketCost.MeasureAsync(site, agent, root, Path.Combine(rendered, "etc/nftables.conf"), cancellationToken),
        ];
    }

    private static string Install(ScratchDirectory scratch, string name, Site site)
    {
        string root = scratch.File(name);
        string directory = Path.Combine(root, "usr/lib/mwan");
        Directory.CreateDirectory(directory);
        Directory.CreateDirectory(Path.Combine(root, "run/mwan"));
        File.WriteAllBytes(Path.Combine(directory, "config.json"), SiteJson.Write(site));
        return root;
    }

    // In the site's network; nobody answers at the other ends.
    private static Command Linked(Site site, params string[] command) => Sandbox.InOwnNetwork(
        "sh", ["-c", "links=$1; shift; echo \"$links\" | ip -batch - && exec \"$@\"", "sh", string.Join('\n', SiteNetwork.Of(site).Links), .. command]);

    private static Dictionary<string, double[]> Read(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(static line => line.Split(' '))
        .ToDictionary(static words => words[0], static words => words.Skip(1).Select(static word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray(), StringComparer.Ordinal);
}
