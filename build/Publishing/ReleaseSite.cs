using Mwan.Build.Artifacts;
using Mwan.Build.Signing;
using Mwan.Config.Releases;

namespace Mwan.Build.Publishing;

/// <summary>
/// The directory of releases that any web server can serve as it is: a directory for each version, which never changes, and one small
/// index that is replaced at once.
/// </summary>
/// <param name="directory">Its place.</param>
/// <param name="keys">What signs the index.</param>
public sealed class ReleaseSite(string directory, SigningKeys keys)
{
    /// <summary>Adds a release and has a channel lead to it.</summary>
    /// <param name="payload">Directory of the release, signed.</param>
    /// <param name="appliance">Host name of the appliance with its domain.</param>
    /// <param name="version">Its version.</param>
    /// <param name="channel"><c>stable</c> or <c>testing</c>.</param>
    /// <returns>The index as it is now.</returns>
    /// <exception cref="BuildException">It cannot be published; nothing has changed.</exception>
    public ReleaseIndex Publish(string payload, string appliance, string version, string channel)
    {
        if (!File.Exists(Path.Combine(payload, ReleaseDocument.SignatureName)))
        {
            throw new BuildException($"{payload} is not signed, and no box would take it. Make keys with --target=Keys, once, and build again.");
        }

        ReleaseIndex index = Read(appliance);
        Add(payload, version);
        index = index with { Channels = new SortedDictionary<string, string>(index.Channels.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal) { [channel] = version } };
        string file = Path.Combine(directory, ReleaseIndex.FileName);
        File.WriteAllBytes($"{file}.new", ReleaseIndex.Write(index, content => keys.Sign(content)!));
        File.Move($"{file}.new", file, overwrite: true);
        return index;
    }

    private ReleaseIndex Read(string appliance)
    {
        string file = Path.Combine(directory, ReleaseIndex.FileName);
        if (!File.Exists(file))
        {
            return new ReleaseIndex
            {
                Name = ReleaseDocument.ProductName,
                Schema = ReleaseIndex.CurrentSchema,
                Appliance = appliance,
                Channels = new Dictionary<string, string>(StringComparer.Ordinal),
            };
        }

        if (!ReleaseIndex.TryRead(File.ReadAllBytes(file), keys.Verify, out ReleaseIndex? index, out string? problem))
        {
            throw new BuildException($"{file}: {problem}. Move {directory} away to begin a new one, or use the keys that it was made with.");
        }

        return string.Equals(index.Appliance, appliance, StringComparison.Ordinal)
            ? index
            : throw new BuildException($"{directory} has releases for {index.Appliance}, and this one is for {appliance}: give each site an --output of its own.");
    }

    private void Add(string payload, string version)
    {
        string target = Path.Combine(directory, ArtifactNames.Payload(version));
        if (Directory.Exists(target))
        {
            if (!File.ReadAllBytes(Path.Combine(target, ReleaseDocument.FileName)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(payload, ReleaseDocument.FileName))))
            {
                throw new BuildException($"Version {version} is published already and is not what was built now ({target}). What is published never changes: build with a higher --image-version.");
            }

            return;
        }

        // Whole or not at all, whenever this is interrupted.
        string fresh = $"{target}.new";
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        _ = Directory.CreateDirectory(fresh);
        foreach (string file in Directory.EnumerateFiles(payload))
        {
            File.Copy(file, Path.Combine(fresh, Path.GetFileName(file)));
        }

        Directory.Move(fresh, target);
    }
}
