using Mwan.Build;
using Mwan.Build.Vps;
using Mwan.Config;
using Mwan.Tests.Image.Render;

namespace Mwan.Tests.Image.Vps;

/// <summary>The other end of a tunnel, laid over a Debian tree.</summary>
internal sealed class PeerTree : IAsyncDisposable
{
    private readonly string directory;

    private PeerTree(string directory, RouterTree tree) => (this.directory, Tree) = (directory, tree);

    /// <summary>The tree.</summary>
    public RouterTree Tree { get; }

    /// <summary>Makes it for a tunnel of a site.</summary>
    /// <param name="site">The site's name.</param>
    /// <param name="tunnel">The tunnel's name.</param>
    /// <param name="isKeyKnown">Whether the box's key is told.</param>
    public static async Task<PeerTree> MakeAsync(string site, string tunnel, bool isKeyKnown = true)
    {
        string scratch = Directory.CreateTempSubdirectory("mwan-peer-").FullName;
        Site loaded = Sites.Load(site);
        VpsFiles.Render(loaded, isKeyKnown ? AnyKeys(loaded) : new Dictionary<string, string>(StringComparer.Ordinal), Clone.At("image", "vps"), Path.Combine(scratch, "rendered"));
        return new PeerTree(scratch, await RouterTree.OverAsync(Path.Combine(scratch, "rendered", tunnel), scratch));
    }

    /// <summary>Every tunnel's box with some key or other.</summary>
    public static Dictionary<string, string> AnyKeys(Site site) =>
        site.Tunnels.ToDictionary(tunnel => tunnel.Name, tunnel => tunnel.Peer.PublicKey, StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Sandbox.DeleteAsync(directory, CancellationToken.None);
}
