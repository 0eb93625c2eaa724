using System.CommandLine;
using Mwan.Agent.Control;
using Mwan.Agent.Status;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan status</c>: how the box is.</summary>
internal static class StatusCommand
{
    private const string Description = """
        Shows how the box is: what needs a person, what each member carries and why not more, delegations, mappings, links.

        Examples:
          mwan status
          mwan status --json | jq '.findings[].text'
          mwan status --json | jq '.mappings[] | select(.obstacle)'
          mwan status >/dev/null || echo "mwan needs a person"

        Exit codes:
          0  all is well
          1  something needs a person
          3  the agent does not answer
        """;

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Option<bool> json = new("--json") { Description = "Prints JSON." };
        Command command = new("status", Description) { json };
        command.SetAction(async (result, cancellation) =>
        {
            Layout layout = new(result.GetValue(root) ?? "/");
            Reply reply = await ControlClient.AskAsync(layout.ControlSocket, new Request(Request.Status), cancellation);
            if (reply.Status is not { } report)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync($"The agent does not answer: {reply.Error ?? "it gave no status"}.");
                return ExitCode.Unreachable;
            }

            string text = result.GetValue(json)
                ? ControlJson.Indented(report, ControlJson.Default.StatusReport)
                : StatusText.Render(report, Terminal.Colour, Terminal.Columns);
            await result.InvocationConfiguration.Output.WriteLineAsync(text.AsMemory(), cancellation);
            return report.Findings.Count == 0 ? ExitCode.Well : ExitCode.Attention;
        });
        return command;
    }
}
