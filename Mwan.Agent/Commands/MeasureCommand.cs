using System.CommandLine;
using Mwan.Agent.Measuring;
using Mwan.Agent.Observation;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan measure</c>: how fast this program is, as it was built. For the builder's Bench, so it is not shown.</summary>
internal static class MeasureCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Option<int> rounds = new("--rounds") { DefaultValueFactory = _ => 50 };
        Option<bool> apply = new("--apply") { Description = "Also applies plans to this network namespace." };
        Command command = new("measure", "Measures planning with the site below --root.") { rounds, apply };
        command.Hidden = true;
        command.SetAction(async (result, cancellation) =>
        {
            LoadedSite loaded = LoadedSite.Read(new Layout(result.GetValue(root) ?? "/"));
            if (loaded.Site is null)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(loaded.Problem);
                return ExitCode.Attention;
            }

            try
            {
                Measurements measurements = new(loaded.Site, Math.Max(2, result.GetValue(rounds)), TimeProvider.System.GetUtcNow());
                await result.InvocationConfiguration.Output.WriteLineAsync(measurements.Planning().Line("planning").AsMemory(), cancellation);
                if (result.GetValue(apply))
                {
                    await result.InvocationConfiguration.Output.WriteLineAsync(measurements.Failover().Line("failover").AsMemory(), cancellation);
                }

                return ExitCode.Well;
            }
            catch (InvalidOperationException exception)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(exception.Message);
                return ExitCode.Attention;
            }
        });
        return command;
    }
}
