using System.CommandLine;
using System.Net;
using Mwan.Agent.Health;
using Mwan.Agent.Health.Names;
using Mwan.Agent.Health.Probes;
using Mwan.Agent.Observation;
using Mwan.Agent.Systemd;
using Mwan.Config;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan probe</c>: one round now, by itself, whether the agent runs or not.</summary>
internal static class ProbeCommand
{
    private const string Description = """
        Asks every probe target once, by each member and family, and shows who answers. Changes nothing.

        Examples:
          mwan probe                  all members
          mwan probe att              one of them
          mwan probe att >/dev/null && echo "att reaches the Internet"

        Exit codes:
          0  by every member and family enough targets answer
          1  somewhere too few answer, or none can be asked
          2  there is no such member
        """;

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Argument<string?> member = new("member") { Description = "Name of a WAN or tunnel.", Arity = ArgumentArity.ZeroOrOne };
        Command command = new("probe", Description) { member };
        command.SetAction(async (result, cancellation) =>
        {
            LoadedSite loaded = LoadedSite.Read(new Layout(result.GetValue(root) ?? "/"));
            TextWriter errors = result.InvocationConfiguration.Error;
            if (loaded.Site is not { } site)
            {
                await errors.WriteLineAsync($"{loaded.Problem}.");
                return ExitCode.Attention;
            }

            IReadOnlyList<ProbedFamily> families = ProbedFamily.Of(site);
            if (result.GetValue(member) is { } name)
            {
                families = [.. families.Where(family => family.Member == name)];
                if (families.Count is 0)
                {
                    string members = string.Join(", ", ProbedFamily.Of(site).Select(family => family.Member).Distinct(StringComparer.Ordinal));
                    await errors.WriteLineAsync($"There is no member {name}; the site has {members}.");
                    return ExitCode.Usage;
                }
            }

            IReadOnlyList<(ProbedFamily Family, IReadOnlyList<ProbeResult> Results)> reports = await AskAsync(site, families, cancellation);
            await result.InvocationConfiguration.Output.WriteAsync(ProbeText.Render(reports).AsMemory(), cancellation);
            return reports.All(report => Quorum.Judge(report.Results, report.Family.Settings.Quorum) is RoundOutcome.Succeeded) ? ExitCode.Well : ExitCode.Attention;
        });
        return command;
    }

    private static async Task<IReadOnlyList<(ProbedFamily Family, IReadOnlyList<ProbeResult> Results)>> AskAsync(
        Site site, IReadOnlyList<ProbedFamily> families, CancellationToken cancellation)
    {
        TargetNames names = HealthService.SiteNames(site, static _ => [], new NoJournal(), TimeProvider.System, cancellation);
        Rounds rounds = new(names, TimeProvider.System);
        return await Task.WhenAll(families.Select(async family =>
        {
            await Task.WhenAll(family.Targets.Where(IsName).Select(target => names.RefreshAsync(family, target.Host)));
            return (family, await rounds.RunAsync(family, cancellation));
        }));
    }

    private static bool IsName(HealthTarget target) => !IPAddress.TryParse(target.Host, out _);

    // What does not resolve is in the answer.
    private sealed class NoJournal : IJournal
    {
        public void Write(JournalEntry entry)
        {
        }
    }
}
