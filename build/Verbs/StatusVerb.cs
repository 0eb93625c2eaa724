using Mwan.Build.Proxmox;

namespace Mwan.Build.Verbs;

/// <summary>Shows the host, the VM, the box, and what differs from the file.</summary>
internal static class StatusVerb
{
    public static async Task RunAsync(BuildOptions options, ProxmoxOptions own, CancellationToken cancellationToken)
    {
        await using ProxmoxSession session = ProxmoxSession.Begin("status", options, own);
        if (own.DryRun)
        {
            await Console.Out.WriteLineAsync($"# on {session.Host.Host}\n{FactsScript.Of(session.Host)}".AsMemory(), cancellationToken);
            return;
        }

        HostFacts facts = await session.ReadAsync(cancellationToken);
        if (Prerequisites.Access(session.Site, facts).ToArray() is { Length: > 0 } objections)
        {
            throw new BuildException(string.Join('\n', objections));
        }

        await Console.Out.WriteAsync(StatusPlan.Report(session.Site, facts, session.ConfigHash).AsMemory(), cancellationToken);
        string[] needs =
        [
            .. StatusPlan.Drift(session.Site, facts),
            .. StatusPlan.Stale(facts, session.ConfigHash),
            .. facts.Vm(session.Host) is null || facts.Runs(session.Host.Vmid) ? [] : (IEnumerable<string>)["the VM does not run: --target=Deploy starts it"],
            .. (facts.Guest.Findings ?? []).Select(static finding => $"{finding.Subject}: {finding.Text}"),
        ];
        if (needs.Length > 0)
        {
            throw new BuildException($"This needs you:\n{string.Join('\n', needs.Select(static need => $"  - {need}"))}");
        }
    }
}
