using System.Security.Cryptography;
using System.Text;
using Mwan.Build.Cache;
using Mwan.Build.Signing;
using Mwan.Build.Steps;
using Mwan.Config.Releases;

namespace Mwan.Build.Artifacts;

/// <summary>
/// Puts a finished build into the output directory. Every file appears under its final name complete or not at all; SHA256SUMS is the
/// last, so that it never names a file of another build.
/// </summary>
public static class Publication
{
    private const string Step = "artifacts";

    // One thread at a time writes in order: the file is the same for the same disk.
    private const string Convert = "qemu-img convert -f raw -O qcow2 -c -o compression_type=zstd /mnt/disk/disk.raw \"/mnt/out/$1\"";

    /// <summary>Writes qcow2, update payload, manifest, SBOM, packages and checksums.</summary>
    public static async Task WriteAsync(BuildContext context, BuiltImage built, Release release, string appliance, SigningKeys keys, CancellationToken cancellationToken)
    {
        string output = context.Workspace.Output;
        string build = $"# build {Path.GetFileName(built.Disk)} {release} {keys.Identity ?? "unsigned"}";
        if (await IsCurrentAsync(output, build, cancellationToken) && KeptPackages.AreThere(context, Path.Combine(output, ArtifactNames.Packages)))
        {
            context.Narrator.Cached(Step, ArtifactNames.Image(release.Version));
            return;
        }

        await context.Narrator.StepAsync(Step, $"{ArtifactNames.Image(release.Version)}, update payload, manifest, SBOM", async report =>
        {
            string fresh = Path.Combine(output, "new");
            await Sandbox.DeleteAsync(fresh, cancellationToken);
            try
            {
                await WriteAsync(context, built, release, appliance, keys, fresh, build, report, cancellationToken);
            }
            catch (Exception e)
            {
                BuildException? full = FullDisk.Explain(e, output, "Free some space, or put the results elsewhere: --output=DIR. They need 1 GB.");
                await Sandbox.DeleteAsync(fresh, CancellationToken.None);
                if (full is not null)
                {
                    throw full;
                }

                throw;
            }

            Replace(output, fresh);
        });
    }

    private static async Task WriteAsync(
        BuildContext context, BuiltImage built, Release release, string appliance, SigningKeys keys, string fresh, string build, Narration.StepReport report, CancellationToken cancellationToken)
    {
        string payload = Path.Combine(fresh, ArtifactNames.Payload(release.Version));
        Directory.CreateDirectory(payload);
        string image = ArtifactNames.Image(release.Version);
        report.Now(image);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task convert = context.Tools(built.Tools).Bind(fresh, "/mnt/out").ReadOnly(built.Disk, "/mnt/disk")
            .Command("sh", "-euc", Convert, "sh", image).LogTo(context.LogOf(Step)).RunAsync(failed.Token);
        try
        {
            string rootHash = (await File.ReadAllTextAsync(Path.Combine(built.Slot, "roothash"), cancellationToken)).Trim();
            File.Copy(Path.Combine(built.Slot, "root.erofs"), Path.Combine(payload, $"mwan_{release.Version}_{rootHash[..32]}.root"));
            File.Copy(Path.Combine(built.Slot, "root.verity"), Path.Combine(payload, $"mwan_{release.Version}_{rootHash[^32..]}.verity"));
            File.Copy(Path.Combine(built.Disk, $"mwan_{release.Version}.efi"), Path.Combine(payload, $"mwan_{release.Version}.efi"));
            foreach (string file in Directory.GetFiles(payload))
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            }

            byte[] document = ReleaseDocument.Write(await DocumentAsync(release, appliance, rootHash, keys.SecureBoot.Identity(), payload, cancellationToken));
            await File.WriteAllBytesAsync(Path.Combine(payload, ReleaseDocument.FileName), document, cancellationToken);
            if (keys.Sign(document) is { } signature)
            {
                await File.WriteAllBytesAsync(Path.Combine(payload, ReleaseDocument.SignatureName), signature, cancellationToken);
            }

            var manifest = Manifest.Of(context, built, release, appliance);
            await File.WriteAllTextAsync(Path.Combine(fresh, ArtifactNames.Manifest), manifest.ToJson(), cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(fresh, ArtifactNames.Sbom), Sbom.Of(manifest), cancellationToken);
            await KeptPackages.WriteAsync(context, Path.Combine(context.Workspace.Output, ArtifactNames.Packages), cancellationToken);
        }
        catch
        {
            await failed.CancelAsync();
            await convert.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await convert;
        report.Now("checksums");
        await File.WriteAllTextAsync(Path.Combine(fresh, ArtifactNames.Checksums), await ChecksumsAsync(fresh, build, cancellationToken), cancellationToken);
    }

    private static async Task<ReleaseDocument> DocumentAsync(Release release, string appliance, string rootHash, string? certificate, string payload, CancellationToken cancellationToken)
    {
        List<ReleaseFile> files = [];
        foreach (string path in Directory.EnumerateFiles(payload).Order(StringComparer.Ordinal))
        {
            files.Add(new ReleaseFile(Path.GetFileName(path), new FileInfo(path).Length, await HashAsync(path, cancellationToken)));
        }

        return new ReleaseDocument
        {
            Name = ReleaseDocument.ProductName,
            Schema = ReleaseDocument.CurrentSchema,
            Version = release.Version,
            Architecture = "amd64",
            Appliance = appliance,
            Commit = release.Commit,
            ConfigHash = release.ConfigHash,
            RootHash = rootHash,
            SecureBoot = certificate,
            Files = files,
        };
    }

    private static async Task<bool> IsCurrentAsync(string output, string build, CancellationToken cancellationToken)
    {
        string sums = Path.Combine(output, ArtifactNames.Checksums);
        if (!File.Exists(sums) || (await File.ReadAllLinesAsync(sums, cancellationToken)) is not [var first, .. var lines] || first != build)
        {
            return false;
        }

        foreach (string line in lines)
        {
            if (line.Split("  ", 2) is not [var hash, var name] || Path.Combine(output, name) is var path && (!File.Exists(path) || await HashAsync(path, cancellationToken) != hash))
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<string> ChecksumsAsync(string directory, string build, CancellationToken cancellationToken)
    {
        var text = new StringBuilder(build).Append('\n');
        foreach (string path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            text.Append(await HashAsync(path, cancellationToken)).Append("  ").Append(Path.GetRelativePath(directory, path)).Append('\n');
        }

        return text.ToString();
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(path);
        return System.Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    // The old checksums go first and the new ones come last: whoever is killed in between leaves files that nothing vouches for.
    private static void Replace(string output, string fresh)
    {
        File.Delete(Path.Combine(output, ArtifactNames.Checksums));
        foreach (string old in Directory.GetFiles(output, "mwan-*.qcow2"))
        {
            File.Delete(old);
        }

        foreach (string old in Directory.GetDirectories(output, "mwan-*.update"))
        {
            Directory.Delete(old, recursive: true);
        }

        foreach (string path in Directory.GetFileSystemEntries(fresh).OrderBy(static path => path.EndsWith(ArtifactNames.Checksums, StringComparison.Ordinal)))
        {
            string target = Path.Combine(output, Path.GetFileName(path));
            if (Directory.Exists(path))
            {
                Directory.Move(path, target);
            }
            else
            {
                File.Move(path, target, overwrite: true);
            }
        }

        Directory.Delete(fresh);
    }
}
