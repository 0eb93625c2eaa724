using Mwan.Build.Reproduction;
using Mwan.Build.Signing;
using Mwan.Build.Steps;
using Mwan.Config;

namespace Mwan.Build.Verbs;

/// <summary>Builds twice from nothing but the packages, in two caches, and compares the raw disks byte for byte.</summary>
internal static class ReproducibleVerb
{
    public static async Task RunAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        await using BuildSession session = BuildSession.Begin(options);
        Site site = SiteInput.Load(session.Workspace);
        BuildContext own = await session.ContextAsync(cancellationToken);
        await own.Store.EnsureAsync([.. own.Lock.Packages.Where(static package => package.Set != "machines")], cancellationToken);
        string scratch = Path.Combine(session.Workspace.Output, "reproducible");
        await Sandbox.DeleteAsync(scratch, cancellationToken);
        try
        {
            Release release = await ReleaseOf.TheCloneAsync(session.Workspace, site, options.Version, cancellationToken);
            var keys = new SigningKeys(session.Workspace.Keys);
            var built = new List<BuiltImage>();
            foreach (string name in (string[])["first", "second"])
            {
                session.Narrator.Say(name, "from cold");
                Workspace workspace = session.Workspace with { Output = Path.Combine(scratch, name), Cache = Path.Combine(scratch, $"{name}-cache") };
                Directory.CreateDirectory(workspace.Output);
                BuildContext cold = own with { Workspace = workspace, Cache = new Cache.StepCache(workspace.Cache, session.Narrator) };
                string rendered = SiteInput.Render(workspace, site);
                keys.PutInto(rendered);
                built.Add(await ImageBuild.RunAsync(cold, site, rendered, release, keys.SecureBoot, cancellationToken));
            }

            IReadOnlyList<string> differences = await Comparison.RunAsync(own, built[0], built[1], cancellationToken);
            if (differences.Count > 0)
            {
                throw new BuildException($"Two builds of the same inputs differ:\n  {string.Join("\n  ", differences)}");
            }

            string rootHash = (await File.ReadAllTextAsync(Path.Combine(built[0].Slot, "roothash"), cancellationToken)).Trim();
            session.Narrator.Say("same", $"both raw disks are identical, byte for byte; root hash {rootHash}");
        }
        finally
        {
            await Sandbox.DeleteAsync(scratch, CancellationToken.None);
        }
    }
}
