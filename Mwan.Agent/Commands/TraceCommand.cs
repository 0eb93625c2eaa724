using System.CommandLine;
using Mwan.Agent.Control;
using Mwan.Agent.Tracing;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan trace</c>: the last decisions.</summary>
internal static class TraceCommand
{
    private const string Description = """
        Lists the last decisions of the agent, the newest last, or shows one in full: what called for it, what was seen, how the plan
        changed, what was changed in the kernel, and how long it took. The agent keeps the last 256; the journal keeps all of them.

        Examples:
          mwan trace
          mwan trace 3f2a                        the beginning of a trace id is enough if it is the only one
          mwan trace --json | jq -r '.[].trace'
          journalctl -u mwan MWAN_SUBJECT=decision -o json   every decision since the journal began

        Exit codes:
          0  shown
          1  no decision has this trace id, or several begin so
          3  the agent does not answer
        """;

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Argument<string?> id = new("ID") { Description = "A trace id or its beginning.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = new("--json") { Description = "Prints JSON: an array of decisions, or with ID one decision." };
        Command command = new("trace", Description) { id, json };
        command.SetAction(async (result, cancellation) =>
        {
            Layout layout = new(result.GetValue(root) ?? "/");
            string? wanted = result.GetValue(id);
            Reply reply = await ControlClient.AskAsync(layout.ControlSocket, new Request(Request.Trace) { Id = wanted }, cancellation);
            if (reply.Decisions is not { } decisions)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync($"The agent does not answer: {reply.Error ?? "it gave no decisions"}.");
                return ExitCode.Unreachable;
            }

            if (wanted is not null && decisions.Count != 1)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(decisions.Count == 0
                    ? $"None of the last decisions has a trace id that begins with {wanted}: list them with mwan trace, and look further back with journalctl MWAN_TRACE_ID=ID."
                    : $"{decisions.Count} trace ids begin with {wanted}: write more of it.");
                return ExitCode.Attention;
            }

            string text = (wanted, result.GetValue(json)) switch
            {
                (null, true) => ControlJson.Indented(decisions, ControlJson.Default.IReadOnlyListDecision),
                (null, false) => decisions.Count == 0 ? "Nothing was decided since the agent started." : string.Join('\n', decisions.Select(DecisionText.Line)),
                (_, true) => ControlJson.Indented(decisions[0], ControlJson.Default.Decision),
                _ => DecisionText.Full(decisions[0]),
            };
            await result.InvocationConfiguration.Output.WriteLineAsync(text.AsMemory(), cancellation);
            return ExitCode.Well;
        });
        return command;
    }
}
