using Mwan.Build.Vps;
using Mwan.Config;

namespace Mwan.Build.Verbs;

/// <summary>Writes the other end of each tunnel, as files for a Debian machine.</summary>
internal static class VpsVerb
{
    public static Task RunAsync(BuildOptions options, IReadOnlyList<string> boxKeys, CancellationToken cancellationToken)
    {
        Workspace workspace = Workspace.Find(Environment.CurrentDirectory, options.Config, options.Output);
        Site site = SiteInput.Load(workspace);
        if (site.Tunnels.Count == 0)
        {
            throw new BuildException("The site has no tunnels, so there is no other end of one. Nothing was written.");
        }

        IReadOnlyDictionary<string, string> keys = BoxKeys.Read(site.Tunnels, boxKeys);
        string target = SiteInput.Replace(Path.Combine(workspace.Output, "vps"), fresh => VpsFiles.Render(site, keys, workspace.VpsTemplates, fresh));
        foreach (Tunnel tunnel in site.Tunnels)
        {
            string missing = keys.ContainsKey(tunnel.Name) ? "" : "; the box's public key is to be filled in";
            Console.WriteLine($"{tunnel.Name}: {Path.Combine(target, tunnel.Name)}, see README.md there{missing}");
        }

        return Task.CompletedTask;
    }
}
