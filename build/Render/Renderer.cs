using System.Text;
using Mwan.Config;

namespace Mwan.Build.Render;

/// <summary>From a site and the overlay to the files that are laid over the image's root.</summary>
public sealed class Renderer(ITemplates templates)
{
    private const string ResolvedSite = "usr/lib/mwan/config.json";
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Renders every file of <paramref name="overlay"/> into the empty or missing directory <paramref name="output"/>, and the site
    /// itself as <c>/usr/lib/mwan/config.json</c>.
    /// </summary>
    /// <exception cref="RenderException">All templates that cannot be rendered; the output is then incomplete.</exception>
    public void Render(Site site, string overlay, string output)
    {
        RenderedTree tree = new(output);
        tree.Write(ResolvedSite, SiteJson.Write(site), executable: false);
        Render(RenderContext.Of(site), overlay, tree);
    }

    /// <summary>Renders every file of <paramref name="overlay"/> with a context of one's own.</summary>
    /// <exception cref="RenderException">All templates that cannot be rendered; the output is then incomplete.</exception>
    internal void Render(Dictionary<string, object?> context, string overlay, RenderedTree tree)
    {
        List<string> mistakes = [];
        foreach (OverlayEntry entry in OverlayEntry.In(overlay))
        {
            try
            {
                Render(entry, context, tree);
            }
            catch (RenderException mistake)
            {
                mistakes.AddRange(mistake.Mistakes);
            }
        }

        if (mistakes.Count > 0)
        {
            throw new RenderException(mistakes);
        }
    }

    private void Render(OverlayEntry entry, Dictionary<string, object?> context, RenderedTree tree)
    {
        foreach ((string path, Dictionary<string, object?> own) in OverlayPath.Expand(templates, entry.Target, context))
        {
            if (entry.Source.LinkTarget is string target)
            {
                tree.Link(path, target);
            }
            else if (!entry.IsTemplate)
            {
                tree.Write(path, File.ReadAllBytes(entry.Source.FullName), IsExecutable(entry));
            }
            else if (OverlayTemplate.Render(templates, entry.Path, File.ReadAllText(entry.Source.FullName), own) is string content)
            {
                tree.Write(path, Encoding.UTF8.GetBytes(content), IsExecutable(entry));
            }
        }
    }

    private static bool IsExecutable(OverlayEntry entry) => (entry.Source.UnixFileMode & AnyExecute) != UnixFileMode.None;
}
