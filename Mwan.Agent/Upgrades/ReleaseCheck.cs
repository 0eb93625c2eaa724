using System.Globalization;
using System.Security.Cryptography;
using Mwan.Config.Releases;

namespace Mwan.Agent.Upgrades;

/// <summary>Reads a release in a directory and looks for everything that speaks against it, before anything is written.</summary>
/// <param name="directory">Where its files are.</param>
/// <param name="keys">The keys of which one must have signed it.</param>
internal sealed class ReleaseCheck(string directory, ReleaseKeys keys)
{
    private const int MaximumDocument = 1 << 20;

    /// <summary>Reads the signed document.</summary>
    /// <returns>The document, or why it is not to be trusted.</returns>
    public (ReleaseDocument? Release, string? Refusal) ReadDocument()
    {
        if (keys.Keys.Count == 0)
        {
            return (null, "This image knows no key, so no release can be trusted. Make keys (./build.sh --target=Keys), build, and put that image in as a whole disk once.");
        }

        byte[] document;
        byte[] signature;
        try
        {
            document = Read(ReleaseDocument.FileName);
        }
        catch (IOException exception)
        {
            return (null, $"This is no release: {exception.Message}");
        }

        try
        {
            signature = Read(ReleaseDocument.SignatureName);
        }
        catch (IOException)
        {
            return (null, $"The release is not signed: it has no {ReleaseDocument.SignatureName}. It is signed when it is built where the keys are.");
        }

        return !keys.Verify(document, signature) ? (null, "The release is not signed with a key that this image knows.")
            : ReleaseDocument.TryRead(document, out ReleaseDocument? release, out string? problem) ? (release, null)
            : (null, $"{problem}.");
    }

    /// <summary>Every file that is missing or not as it was signed, as sentences.</summary>
    /// <param name="release">The document.</param>
    /// <param name="say">Told what is looked at.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<string>> ObjectionsAsync(ReleaseDocument release, Action<string> say, CancellationToken cancellation)
    {
        // systemd-sysupdate goes by names, so nothing may pose as a part of the release.
        HashSet<string> known = [.. release.Files.Select(static file => file.Name)];
        List<string> objections = [.. Strangers(known).Select(static name => $"{name} is no part of the release that was signed: remove it.")];
        foreach (ReleaseFile file in release.Files)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"checking {file.Name} ({file.Size / 1e6:0.0} MB)"));
            try
            {
                await using FileStream content = File.OpenRead(Path.Combine(directory, file.Name));
                if (content.Length != file.Size || !string.Equals(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation)), file.Sha256, StringComparison.Ordinal))
                {
                    objections.Add($"{file.Name} is not what was signed: fetch it again.");
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                objections.Add($"{file.Name} cannot be read: {exception.Message}");
            }
        }

        return objections;
    }

    private IEnumerable<string> Strangers(HashSet<string> known) => Directory.EnumerateFileSystemEntries(directory, "mwan_*")
        .Select(static path => Path.GetFileName(path))
        .Where(name => !known.Contains(name))
        .Order(StringComparer.Ordinal);

    private byte[] Read(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(directory, name));
        if (file.Length > MaximumDocument)
        {
            throw new IOException($"{name} has {file.Length} bytes.");
        }

        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
