using System.Globalization;
using Mwan.Build.Processes;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>The router's SSH host key as a client sees it.</summary>
internal static class HostKey
{
    /// <summary>The key that is offered on the management interface, as base64; empty: none.</summary>
    public static async Task<string> OverNetworkAsync(Router router)
    {
        int port = await router.Machine.ForwardedPortAsync(22);
        CommandResult scan = await Bench.Tree
            .Command("ssh-keyscan", "-q", "-T", "90", "-t", "ed25519", "-p", port.ToString(CultureInfo.InvariantCulture), "127.0.0.1")
            .TryRunAsync(CancellationToken.None);
        return scan.Output.Trim().Split(' ')[^1];
    }
}
