using System.Diagnostics;

namespace Mwan.Tests.Netns.Health;

/// <summary>Programs of this machine.</summary>
internal static class Host
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static void Run(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        string errors = process.StandardError.ReadToEnd();
        if (!process.WaitForExit(Deadline))
        {
            process.Kill();
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} does not end.");
        }

        if (process.ExitCode is not 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors}");
        }
    }

    public static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })
        ?? throw new InvalidOperationException($"{program} did not start.");
}
