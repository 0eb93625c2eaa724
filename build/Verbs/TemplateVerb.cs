using Mwan.Build.Proxmox;

namespace Mwan.Build.Verbs;

/// <summary>Makes a template of the image that was built. It builds none: what is deployed is what was built and tested, not what the clone has become since.</summary>
internal static class TemplateVerb
{
    public static async Task RunAsync(BuildOptions options, ProxmoxOptions own, CancellationToken cancellationToken)
    {
        await using ProxmoxSession session = ProxmoxSession.Begin("template", options, own);
        BuiltRelease built = await BuiltRelease.ReadAsync(session.Workspace.Output, cancellationToken);
        await session.CarryOutAsync(facts => TemplatePlan.Of(session.Site, facts, built, session.ConfigHash), cancellationToken);
    }
}
