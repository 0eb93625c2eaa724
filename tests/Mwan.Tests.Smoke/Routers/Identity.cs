namespace Mwan.Tests.Smoke.Routers;

/// <summary>What tells one appliance from another.</summary>
/// <param name="MachineId">machine-id(5).</param>
/// <param name="HostKey">The SSH host key as clients see it.</param>
internal sealed record Identity(string MachineId, string HostKey)
{
    public static async Task<Identity> OfAsync(Router router) =>
        new(await router.AskAsync("cat", "/etc/machine-id"), await Routers.HostKey.OverNetworkAsync(router));
}
