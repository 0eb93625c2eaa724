using System.Globalization;
using Mwan.Config.Releases;

namespace Mwan.Agent.Upgrades;

/// <summary>
/// A release on a web server. What it serves is trusted for its signature, not for the server: its name and certificate only keep others
/// from reading along.
/// </summary>
/// <param name="url">Its directory.</param>
/// <param name="work">Where the files go.</param>
/// <param name="web">Fetches them.</param>
internal sealed class DownloadedRelease(Uri url, string work, WebFiles web) : ReleaseSource
{
    private readonly Uri _base = AsDirectory(url);

    /// <inheritdoc/>
    public override string Directory => work;

    /// <summary>An address below which others lie.</summary>
    public static Uri AsDirectory(Uri url) => url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");

    /// <inheritdoc/>
    public override async Task OpenAsync(Action<string> say, CancellationToken cancellation)
    {
        say($"asking {_base.Host}");
        await web.FetchDocumentAsync(Address(ReleaseDocument.FileName), PathOf(ReleaseDocument.FileName), cancellation);
        await web.FetchDocumentAsync(Address(ReleaseDocument.SignatureName), PathOf(ReleaseDocument.SignatureName), cancellation);
    }

    /// <inheritdoc/>
    public override async Task FetchAsync(IReadOnlyList<ReleaseFile> files, Action<string> say, CancellationToken cancellation)
    {
        WorkDirectory.Claim(work, files.Sum(static file => file.Size));
        foreach (ReleaseFile file in files)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"fetching {file.Name} ({file.Size / 1e6:0.0} MB)"));
            await web.FetchAsync(Address(file.Name), PathOf(file.Name), file.Size, cancellation);
        }
    }

    private Uri Address(string name) => new(_base, Uri.EscapeDataString(name));

    private string PathOf(string name) => Path.Combine(work, name);
}
