using Mwan.Build.Render;
using Mwan.Config;

namespace Mwan.Build.Vps;

/// <summary>The other end of each tunnel, as files for a Debian machine: what <c>image/vps</c> renders to.</summary>
public static class VpsFiles
{
    /// <summary>Renders every file into the empty or missing directory <paramref name="output"/>, a directory per tunnel.</summary>
    /// <param name="site">The site.</param>
    /// <param name="boxKeys">The box's public key of each tunnel, where it is known.</param>
    /// <param name="templates">The directory of the templates.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="RenderException">All templates that cannot be rendered; the output is then incomplete.</exception>
    public static void Render(Site site, IReadOnlyDictionary<string, string> boxKeys, string templates, string output)
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(boxKeys);
        Dictionary<string, object?> context = RenderContext.Of(site);
        foreach ((Tunnel tunnel, object? tree) in site.Tunnels.Zip((List<object?>)context["tunnels"]!))
        {
            ((Dictionary<string, object?>)tree!)["vps"] = VpsContext.Of(tunnel, boxKeys.GetValueOrDefault(tunnel.Name));
        }

        new Renderer(new HandlebarsTemplates()).Render(context, templates, new RenderedTree(output));
    }
}
