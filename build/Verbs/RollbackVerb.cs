using Mwan.Build.Proxmox;

namespace Mwan.Build.Verbs;

/// <summary>Undoes the last upgrade.</summary>
internal static class RollbackVerb
{
    public static async Task RunAsync(BuildOptions options, ProxmoxOptions own, CancellationToken cancellationToken)
    {
        await using ProxmoxSession session = ProxmoxSession.Begin("rollback", options, own);
        await session.CarryOutAsync(facts => RollbackPlan.Of(session.Site, facts), cancellationToken);
    }
}
