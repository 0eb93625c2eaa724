using System.CommandLine;
using Mwan.Agent.Running;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan run</c>: the agent itself.</summary>
internal static class RunCommand
{
    private const string Description = """
        Runs the agent in the foreground. The unit mwan.service does this; a second one refuses to start.

        Examples:
          systemctl restart mwan      how it is started on the box
          mwan run                    by hand, with its log on standard error where no journal runs; Ctrl-C stops it

        Exit codes:
          0  it was told to stop
          1  another agent runs
        """;

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Command command = new("run", Description);
        command.SetAction((result, cancellation) => RunAsync(new Layout(result.GetValue(root) ?? "/"), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Layout layout, CancellationToken cancellation)
    {
        using AgentLock? single = AgentLock.TryTake(layout.AgentLock);
        if (single is null)
        {
            await Console.Error.WriteLineAsync("An agent runs already, and two would undo each other's work. Ask it with mwan status, or stop it with systemctl stop mwan.");
            return ExitCode.Attention;
        }

        using Interrupt interrupt = new(cancellation);
        await Running.Agent.RunAsync(layout, TimeProvider.System, interrupt.Token);
        return ExitCode.Well;
    }
}
