using System.Diagnostics.CodeAnalysis;
using Mwan.Config.Releases;

namespace Mwan.Agent.Upgrades;

/// <summary>Where a release comes from.</summary>
internal abstract class ReleaseSource
{
    /// <summary>The word for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>The directory in which its files are, or will be.</summary>
    public abstract string Directory { get; }

    /// <summary>Puts the document and its signature into <see cref="Directory"/>, and whatever comes with them.</summary>
    /// <param name="say">Told what happens.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">It cannot be had; the message is a sentence with a remedy.</exception>
    public virtual Task OpenAsync(Action<string> say, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Puts the other files there. The document is known to be trusted.</summary>
    /// <param name="files">What it names.</param>
    /// <param name="say">Told what happens.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">They cannot be had; the message is a sentence with a remedy.</exception>
    public virtual Task FetchAsync(IReadOnlyList<ReleaseFile> files, Action<string> say, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Finds out what a word on the command line means.</summary>
    /// <param name="word">A directory, a tar archive, <see cref="StandardInput"/> for such an archive, or a URL.</param>
    /// <param name="work">A directory in memory for what has to be fetched.</param>
    /// <param name="web">Fetches it.</param>
    /// <param name="source">The source.</param>
    /// <param name="refusal">Why it is none, as a sentence.</param>
    public static bool TryParse(string word, string work, WebFiles web, [NotNullWhen(true)] out ReleaseSource? source, [NotNullWhen(false)] out string? refusal)
    {
        source = null;
        refusal = null;
        if (Uri.TryCreate(word, UriKind.Absolute, out Uri? url) && !url.IsFile)
        {
            if (!string.Equals(url.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
            {
                refusal = $"{word}: only https:// is fetched from.";
                return false;
            }

            source = new DownloadedRelease(url, work, web);
        }
        else if (string.Equals(word, StandardInput, StringComparison.Ordinal) || File.Exists(word))
        {
            source = new ArchivedRelease(word, work);
        }
        else if (System.IO.Directory.Exists(word))
        {
            source = new ReleaseDirectory(Path.GetFullPath(word));
        }
        else
        {
            refusal = $"{word} is not there. Give the directory of a release (mwan-VERSION.update of a build), a tar archive of it, - for such an archive on standard input, or its https:// URL.";
        }

        return source is not null;
    }
}
