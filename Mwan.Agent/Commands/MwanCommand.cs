using System.CommandLine;
using System.CommandLine.Invocation;

namespace Mwan.Agent.Commands;

/// <summary>The command line of <c>mwan</c>.</summary>
internal static class MwanCommand
{
    private const string Description = """
        The router's agent: what it sees, and what it runs.

        Examples:
          mwan status                 how the box is, in ten seconds
          mwan status --json          the same for a script
          mwan plan                   what it would change in the kernel right now
          mwan watch                  its decisions as they come
          mwan trace 3f2a             one of them in full
          mwan explain 1.1.1.1        by which WAN a new flow goes, why, and how it is translated
          mwan probe att              whether the Internet answers by a WAN, right now
          mwan version                what the box runs
          mwan certs import DIR       fills the certificate slot of 802.1X
          mwan certs show             what is in it, and for how long
          mwan upgrade DIR            another image into the other slot, and boots it
          mwan slots                  both slots, and whether they have proved themselves
          mwan rollback               back to the other slot

        Exit codes:
          0  all is well
          1  something needs a person
          2  the command line makes no sense
          3  the agent does not answer
          4  the kernel does not follow the plan
        """;

    /// <summary>Runs the command line and gives the exit code.</summary>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        ParseResult result = Create().Parse(arguments);
        int code = await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        return result.Action is ParseErrorAction ? ExitCode.Usage : code;
    }

    /// <summary>The root command with all that is below it.</summary>
    public static RootCommand Create()
    {
        // For tests: another directory in place of /.
        Option<string> root = new("--root") { Hidden = true, Recursive = true, DefaultValueFactory = _ => Layout.System.Root };
        RootCommand command = new(Description) { root };
        command.Subcommands.Add(RunCommand.Create(root));
        command.Subcommands.Add(ProbeCommand.Create(root));
        command.Subcommands.Add(StatusCommand.Create(root));
        command.Subcommands.Add(PlanCommand.Create(root));
        command.Subcommands.Add(WatchCommand.Create(root));
        command.Subcommands.Add(TraceCommand.Create(root));
        command.Subcommands.Add(ExplainCommand.Create(root));
        command.Subcommands.Add(VersionCommand.Create(root));
        command.Subcommands.Add(MeasureCommand.Create(root));
        command.Subcommands.Add(CertsCommand.Create(root));
        command.Subcommands.Add(UpgradeCommand.Create(root));
        command.Subcommands.Add(SlotsCommand.Create(root));
        command.Subcommands.Add(RollbackCommand.Create(root));
        command.Subcommands.Add(GateCommand.Create(root));
        return command;
    }
}
