using System.CommandLine;
using System.ComponentModel;
using System.Net.Sockets;
using Mwan.Agent.Applying;
using Mwan.Agent.Control;
using Mwan.Agent.Differences;
using Mwan.Agent.Kernel;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Planning.Ruleset;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan plan</c>: what the agent would change.</summary>
internal static class PlanCommand
{
    private const string Description = """
        Shows what would be changed in the kernel, as a diff: - what it has, + what it should have, in the syntax of ip route, ip rule
        and nft. Changes nothing. While the agent runs there is nothing to do, or something that the kernel refuses; without it, the
        plan is made from the configuration, the kernel and networkd, and no health is known.

        Examples:
          mwan plan
          mwan plan --full             the whole plan too
          mwan plan --json | jq -r '.differences[].lines[]'
          mwan plan >/dev/null || echo "the kernel is not as planned"

        Exit codes:
          0  the kernel follows the plan
          1  the two cannot be compared
          4  they differ
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Option<bool> full = new("--full") { Description = "Prints the whole plan too." };
        Option<bool> json = new("--json") { Description = "Prints JSON." };
        Command command = new("plan", Description) { full, json };
        command.SetAction(async (result, cancellation) =>
        {
            Layout layout = new(result.GetValue(root) ?? "/");
            (PlanReport? report, string? problem) = await ReportAsync(layout, result.GetValue(full), cancellation);
            if (report is { Agent: true, Followed: false })
            {
                // Perhaps it was seen amid a change.
                await Task.Delay(Pause, cancellation);
                (report, problem) = await ReportAsync(layout, result.GetValue(full), cancellation);
            }

            if (report is null)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(problem);
                return ExitCode.Attention;
            }

            string text = result.GetValue(json) ? ControlJson.Indented(report, ControlJson.Default.PlanReport) : PlanReportText.Render(report, Terminal.Colour);
            await result.InvocationConfiguration.Output.WriteLineAsync(text.AsMemory(), cancellation);
            return report.Followed ? ExitCode.Well : ExitCode.Differs;
        });
        return command;
    }

    /// <summary>Compares the kernel with the plan.</summary>
    /// <returns>What differs, or why the two cannot be compared.</returns>
    internal static async Task<(PlanReport? Report, string? Problem)> ReportAsync(Layout layout, bool full, CancellationToken cancellation)
    {
        LoadedSite loaded = LoadedSite.Read(layout);
        if (loaded.Site is not { } site)
        {
            return (null, $"{loaded.Problem}.");
        }

        SeenWorld seen = await SeenWorld.ReadAsync(layout, loaded, cancellation);
        if (seen.World is not { } world)
        {
            return (null, seen.Problem);
        }

        try
        {
            Plan plan = Planner.Plan(site, world);
            using NetlinkDump dump = new(Nl.NETLINK_ROUTE);
            NetworkSnapshot network = NetworkSnapshot.Read(dump);
            IReadOnlyList<Section> differences = KernelDifference.Between(plan, network, Present(), Planned(plan));
            return (new PlanReport
            {
                Agent = seen.Agent,
                Followed = differences.Count == 0,
                Carries = PlanText.Of(plan),
                Differences = differences,
                Notes = seen.Problem is null ? [] : [seen.Problem],
                Plan = full ? KernelDifference.Whole(plan, LinkNames.Of(network)) : null,
            }, null);
        }
        catch (Exception exception) when (exception is Win32Exception or SocketException or InvalidOperationException)
        {
            return (null, $"The kernel cannot be compared with the plan: {exception.Message.TrimEnd('.')}. It takes root with all capabilities.");
        }
    }

    private static string? Present()
    {
        using INftables nftables = Nftables.Open();
        return nftables.HasTable() is false ? null : Output(nftables, $"list table {NftTable.Name}");
    }

    // nft lists a table in other words than it was written in: what the kernel makes of the plan is asked where it harms nobody.
    private static string Planned(Plan plan) => ScratchNamespace.Run(() =>
    {
        using INftables nftables = Nftables.Open();
        return nftables.Run(plan.Ruleset.Replacement()).Error is { } error ? $"refused: {error}" : Output(nftables, $"list table {NftTable.Name}");
    });

    private static string Output(INftables nftables, string command)
    {
        NftResult result = nftables.Run(command);
        return result.Error is { } error ? throw new InvalidOperationException($"nft {command}: {error}") : result.Output;
    }
}
