using Mwan.Build.Proxmox;

namespace Mwan.Build.Verbs;

/// <summary>Brings the image that was built into the running box: into its other slot, or as a whole disk.</summary>
internal static class UpgradeVerb
{
    public static async Task RunAsync(BuildOptions options, ProxmoxOptions own, CancellationToken cancellationToken)
    {
        await using ProxmoxSession session = ProxmoxSession.Begin("upgrade", options, own);
        BuiltRelease built = await BuiltRelease.ReadAsync(session.Workspace.Output, cancellationToken);
        bool done = await session.CarryOutAsync(
            facts => own.WholeDisk ? WholeDiskPlan.Of(session.Site, facts, built, session.ConfigHash) : UpgradePlan.Of(session.Site, facts, built, session.ConfigHash), cancellationToken);
        if (done)
        {
            session.Narrator.Say("upgrade", $"{built.Version} runs, and has proved itself");
        }
    }
}
