using System.CommandLine;
using System.Text.Json;
using Mwan.Agent.Control;
using Mwan.Agent.Status;
using Mwan.Agent.Tracing;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan watch</c>: decisions as they come.</summary>
internal static class WatchCommand
{
    private const string Description = """
        Shows the state, then each decision of the agent as it comes, until Ctrl-C. When the agent goes away it says so, waits, and goes
        on when the agent is back.

        Examples:
          mwan watch
          mwan watch --json            an object per line: {"status":...} first, then {"decision":...}, {"error":...} when the agent is away
          mwan watch --json | jq -c 'select(.decision) | .decision.changes'

        Exit codes:
          0  it was interrupted
          3  the agent does not answer
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Option<bool> json = new("--json") { Description = "Prints JSON, an object per line." };
        Command command = new("watch", Description) { json };
        command.SetAction(async (result, cancellation) =>
        {
            using Interrupt interrupt = new(cancellation);
            InvocationConfiguration console = result.InvocationConfiguration;
            return await RunAsync(new Layout(result.GetValue(root) ?? "/").ControlSocket, result.GetValue(json) ? Json : Text, console.Output, console.Error, interrupt.Token);
        });
        return command;
    }

    /// <summary>Prints until it is interrupted.</summary>
    /// <param name="socket">The agent's socket.</param>
    /// <param name="show">Gives the text of a reply.</param>
    /// <param name="output">Where replies go.</param>
    /// <param name="errors">Where it is said that there never was an agent.</param>
    /// <param name="interrupted">Ends it.</param>
    internal static async Task<int> RunAsync(string socket, Func<Reply, string> show, TextWriter output, TextWriter errors, CancellationToken interrupted)
    {
        bool connected = false;
        bool away = false;
        try
        {
            while (true)
            {
                string reason = await ControlClient.FollowAsync(socket, new Request(Request.Watch), TakeAsync, interrupted);
                if (!connected)
                {
                    await errors.WriteLineAsync($"The agent does not answer: {reason}.");
                    return ExitCode.Unreachable;
                }

                if (!away)
                {
                    away = true;
                    await WriteAsync(new Reply { Error = "the agent went away; waiting for it" });
                }

                await Task.Delay(Pause, interrupted);
            }
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Well;
        }
        catch (IOException)
        {
            // Whoever read the output is gone: mwan watch | head.
            return ExitCode.Well;
        }

        async Task TakeAsync(Reply reply)
        {
            if (reply.Status is not null && away)
            {
                await WriteAsync(new Reply { Error = "the agent is back" });
            }

            connected |= reply.Status is not null;
            away &= reply.Status is null;
            if (connected)
            {
                await WriteAsync(reply);
            }
        }

        async Task WriteAsync(Reply reply)
        {
            await output.WriteLineAsync(show(reply));
            await output.FlushAsync(interrupted);
        }
    }

    /// <summary>A reply as a line for scripts.</summary>
    internal static string Json(Reply reply) => JsonSerializer.Serialize(reply, ControlJson.Default.Reply);

    /// <summary>A reply as lines for a person.</summary>
    internal static string Text(Reply reply) =>
        reply.Status is { } status ? $"{StatusText.Render(status, Terminal.Colour, Terminal.Columns)}\n"
        : reply.Decision is { } decision ? DecisionText.Brief(decision)
        : $"-- {reply.Error}";
}
