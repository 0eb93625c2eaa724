using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Mwan.Agent.Upgrades;

/// <summary>Runs programs of the image.</summary>
internal static class Tool
{
    /// <summary>Runs one to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="say">Takes each line as it comes; null: nobody.</param>
    /// <param name="cancellation">Ends the program.</param>
    /// <exception cref="IOException">It does not start.</exception>
    public static async Task<ToolResult> RunAsync(IReadOnlyList<string> command, Action<string>? say = null, CancellationToken cancellation = default)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start) ?? throw new IOException($"{command[0]} does not start.");
            Task<string> output = ReadAsync(process.StandardOutput, say);
            Task<string> errors = ReadAsync(process.StandardError, say);
            try
            {
                await process.WaitForExitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return new ToolResult(process.ExitCode, await output, await errors);
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"{command[0]} does not start: {exception.Message}", exception);
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, Action<string>? say)
    {
        StringBuilder text = new();
        while (await reader.ReadLineAsync() is { } line)
        {
            _ = text.Append(line).Append('\n');
            say?.Invoke(line);
        }

        return text.ToString();
    }
}
