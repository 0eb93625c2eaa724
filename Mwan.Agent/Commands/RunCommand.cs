using System.CommandLine;
using System.Runtime.InteropServices;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan run</c>: the agent itself.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Command command = new("run", "Runs the agent in the foreground. The unit mwan.service does this; two at once do not get along.");
        command.SetAction((result, cancellation) => RunAsync(new Layout(result.GetValue(root) ?? "/"), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Layout layout, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        await Running.Agent.RunAsync(layout, TimeProvider.System, stop.Token);
        return ExitCode.Well;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
