using Mwan.Agent.Upgrades;

namespace Mwan.Agent.Commands;

/// <summary>The end of a command that changed what boots next.</summary>
internal static class Reboot
{
    /// <summary>Restarts the box, or leaves that to the person.</summary>
    /// <param name="layout">Where things lie.</param>
    /// <param name="output">Where it is said.</param>
    /// <param name="now">What is said before it restarts; null: it does not.</param>
    /// <param name="later">What is said where it does not.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> FinishAsync(Layout layout, TextWriter output, string? now, string later, CancellationToken cancellation)
    {
        await output.WriteLineAsync((now ?? later).AsMemory(), cancellation);
        if (now is null)
        {
            return ExitCode.Well;
        }

        ToolResult reboot = await Tool.RunAsync([layout.Program("systemctl"), "--no-block", "reboot"], cancellation: cancellation);
        if (reboot.Code != 0)
        {
            await output.WriteLineAsync($"The box does not reboot ({reboot.Errors.Trim()}): do it yourself.".AsMemory(), cancellation);
        }

        return reboot.Code == 0 ? ExitCode.Well : ExitCode.Attention;
    }
}
