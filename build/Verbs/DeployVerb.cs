using Mwan.Build.Proxmox;

namespace Mwan.Build.Verbs;

/// <summary>Makes the VM of the newest template, or makes the one that is there what the file says, and waits until it is healthy.</summary>
internal static class DeployVerb
{
    public static async Task RunAsync(BuildOptions options, ProxmoxOptions own, CancellationToken cancellationToken)
    {
        await using ProxmoxSession session = ProxmoxSession.Begin("deploy", options, own);
        CertificateInput? certificates = own.Certificates is { } directory ? await CertificateInput.ReadAsync(directory, cancellationToken) : null;
        await session.CarryOutAsync(facts => DeployPlan.Of(session.Site, facts, certificates), cancellationToken);
    }
}
