using System.Formats.Tar;
using System.Globalization;
using Mwan.Config.Releases;

namespace Mwan.Agent.Upgrades;

/// <summary>A release in a tar archive (POSIX.1-2001, pax), which has no order: all of it is unpacked into memory before it is looked at.</summary>
/// <param name="file">The archive; <see cref="ReleaseSource.StandardInput"/>: standard input.</param>
/// <param name="work">Where it is unpacked.</param>
internal sealed class ArchivedRelease(string file, string work) : ReleaseSource
{
    /// <inheritdoc/>
    public override string Directory => work;

    /// <inheritdoc/>
    public override async Task OpenAsync(Action<string> say, CancellationToken cancellation)
    {
        say("unpacking");
        await using Stream content = string.Equals(file, StandardInput, StringComparison.Ordinal) ? Console.OpenStandardInput() : File.OpenRead(file);
        try
        {
            await using TarReader archive = new(content);
            while (await archive.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
            {
                // Only names, and only those of a release: what an archive says of its directories is none of its business here.
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && Path.GetFileName(entry.Name) is { } name && IsPart(name))
                {
                    WorkDirectory.Claim(work, entry.Length);
                    await entry.ExtractToFileAsync(Path.Combine(work, name), overwrite: true, cancellation);
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or EndOfStreamException)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{(string.Equals(file, StandardInput, StringComparison.Ordinal) ? "Standard input" : file)} is no whole tar archive ({exception.Message.TrimEnd('.')}): tar -C mwan-VERSION.update -c . makes one."), exception);
        }
    }

    private static bool IsPart(string name) =>
        name is ReleaseDocument.FileName or ReleaseDocument.SignatureName || name.StartsWith("mwan_", StringComparison.Ordinal);
}
