using Mwan.Build.Proxmox;

namespace Mwan.Build.Verbs;

/// <summary>Destroys the VM with its state disk, its templates, and what the host keeps of them.</summary>
internal static class DestroyVerb
{
    public static async Task RunAsync(BuildOptions options, ProxmoxOptions own, CancellationToken cancellationToken)
    {
        // Without the word it only says what would go.
        await using ProxmoxSession session = ProxmoxSession.Begin("destroy", options, own with { DryRun = own.DryRun || !own.Yes });
        bool any = false;
        await session.CarryOutAsync(
            facts =>
            {
                ProxmoxPlan plan = DestroyPlan.Of(session.Site, facts);
                any = plan.Steps.Count > 0;
                return plan;
            },
            cancellationToken);
        if (any && own is { DryRun: false, Yes: false })
        {
            throw new BuildException("Nothing was destroyed. This cannot be undone: the state disk has the certificates and the box's keys. If you mean it: --yes");
        }
    }
}
