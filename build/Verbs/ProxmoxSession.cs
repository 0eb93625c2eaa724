using System.Security.Cryptography;
using Mwan.Build.Narration;
using Mwan.Build.Proxmox;
using Mwan.Config;

namespace Mwan.Build.Verbs;

/// <summary>What the verbs of Proxmox share: the site, the line to its host, and the way from facts to a plan to its steps.</summary>
internal sealed class ProxmoxSession : IAsyncDisposable
{
    private readonly string target;
    private readonly bool dryRun;
    private readonly HostConnection connection;

    private ProxmoxSession(string target, bool dryRun, Workspace workspace, Site site)
    {
        this.target = target;
        this.dryRun = dryRun;
        Workspace = workspace;
        Site = site;
        Narrator = new Narrator(Console.Out, !Console.IsOutputRedirected, Path.Combine(workspace.Cache, "timings.json"));
        connection = new HostConnection(Host.Host);
    }

    public Workspace Workspace { get; }

    public Site Site { get; }

    public Narrator Narrator { get; }

    public Config.Proxmox Host => Site.Proxmox!;

    /// <summary>Hash of the site's file as it is now: what a manifest calls its config hash.</summary>
    public string ConfigHash => Convert.ToHexStringLower(SHA256.HashData(SiteJson.Write(Site)));

    /// <summary>Reads the site.</summary>
    /// <exception cref="BuildException">It has errors, or says nothing of Proxmox.</exception>
    public static ProxmoxSession Begin(string target, BuildOptions options, ProxmoxOptions own)
    {
        Workspace workspace = Workspace.Find(Environment.CurrentDirectory, options.Config, options.Output);
        Site site = SiteInput.Load(workspace);
        return site.Proxmox is null
            ? throw new BuildException($"{workspace.Config} has no section proxmox, so there is no host to go to. Mwan.Config/README.md says what belongs into it.")
            : new ProxmoxSession(target, own.DryRun, workspace, site);
    }

    /// <summary>Reads the host, in one round trip.</summary>
    public async Task<HostFacts> ReadAsync(CancellationToken cancellationToken)
    {
        if (!dryRun)
        {
            // It waits for what a run before has begun there.
            Narrator.Say(target, $"looks at {Host.Host}");
        }

        return FactsReader.Read(await connection.AskAsync(FactsScript.Of(Host), cancellationToken));
    }

    /// <summary>Reads the host and carries out what is to be done, or only prints it.</summary>
    /// <returns>Whether something was done.</returns>
    public async Task<bool> CarryOutAsync(Func<HostFacts, ProxmoxPlan> decide, CancellationToken cancellationToken)
    {
        ProxmoxPlan plan = decide(await ReadAsync(cancellationToken));
        if (plan.Objections.Count > 0)
        {
            throw new BuildException($"Nothing was changed on {Host.Host}:\n{string.Join('\n', plan.Objections.Distinct(StringComparer.Ordinal).Select(static objection => $"  - {objection}"))}");
        }

        if (dryRun)
        {
            await Console.Out.WriteAsync($"# on {Host.Host}, each step with sh -eu in {new ProxmoxNames(Host.Vmid).Directory}, holding its lock (flock -o -w {PlanRunner.LockSeconds})\n{PlanText.Of(plan)}{(plan.Steps.Count == 0 ? "# nothing to do\n" : "")}".AsMemory(), cancellationToken);
            return false;
        }

        foreach (string note in plan.Notes)
        {
            Narrator.Say(target, note);
        }

        if (plan.Steps.Count == 0)
        {
            Narrator.Say(target, "nothing to do");
            return false;
        }

        await new PlanRunner(connection, new ProxmoxNames(Host.Vmid), Narrator).RunAsync(target, plan, cancellationToken);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await Narrator.DisposeAsync();
    }
}
