using Mwan.Build.Proxmox;

namespace Mwan.Build.Verbs;

/// <summary>Sets the virtual functions of the host, now and at each of its starts.</summary>
internal static class HostVerb
{
    public static async Task RunAsync(BuildOptions options, ProxmoxOptions own, CancellationToken cancellationToken)
    {
        await using ProxmoxSession session = ProxmoxSession.Begin("host", options, own);
        if (!await session.CarryOutAsync(facts => HostPlan.Of(session.Site, facts), cancellationToken))
        {
            return;
        }

        // Not what the commands said, but what the NIC says.
        string[] differences = [.. FunctionsPlan.Differences(session.Host, await session.ReadAsync(cancellationToken))];
        if (differences.Length > 0)
        {
            throw new BuildException($"The host took the settings, and its NIC says otherwise:\n{string.Join('\n', differences.Select(static difference => $"  - {difference}"))}\nSee what its driver allows: journalctl -k on {session.Host.Host}");
        }

        session.Narrator.Say("host", "the virtual functions are as the file says");
    }
}
