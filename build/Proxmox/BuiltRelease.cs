using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Mwan.Build.Artifacts;
using Mwan.Config.Releases;

namespace Mwan.Build.Proxmox;

/// <summary>What a build left in the output directory: the disk and the release.</summary>
public sealed record BuiltRelease
{
    /// <summary>The disk.</summary>
    public required string Image { get; init; }

    /// <summary>Its length in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes that it has as a disk.</summary>
    public required long DiskSize { get; init; }

    /// <summary>Its checksum.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Version of the image.</summary>
    public required string Version { get; init; }

    /// <summary>Hash of the site that it was built for.</summary>
    public required string ConfigHash { get; init; }

    /// <summary>Host name of the appliance that it was built for.</summary>
    public required string Appliance { get; init; }

    /// <summary>Certificate with which it is signed for Secure Boot; null: it is not.</summary>
    public string? SecureBoot { get; init; }

    /// <summary>Directory of the release.</summary>
    public required string Payload { get; init; }

    /// <summary>Whether the release is signed: no box takes another.</summary>
    public bool IsSigned { get; init; }

    /// <summary>The release's files, document and signature among them.</summary>
    public IReadOnlyList<ReleaseFile> Files { get; init; } = [];

    /// <summary>Reads what is there.</summary>
    /// <exception cref="BuildException">There is no whole build, or it is damaged; the message says what to do.</exception>
    public static async Task<BuiltRelease> ReadAsync(string output, CancellationToken cancellationToken)
    {
        string manifestFile = Path.Combine(output, ArtifactNames.Manifest);
        if (!File.Exists(manifestFile))
        {
            throw new BuildException($"There is no image in {output}. Build one first: --target=Image");
        }

        JsonNode? manifest = GuestAnswer.Json(await File.ReadAllTextAsync(manifestFile, cancellationToken));
        string version = (string?)manifest?["version"] ?? throw Damaged(manifestFile, "it names no version");
        string image = Path.Combine(output, ArtifactNames.Image(version));
        string payload = Path.Combine(output, ArtifactNames.Payload(version));
        if (!File.Exists(image))
        {
            throw new BuildException($"{image} is not there, and {manifestFile} speaks of it. Build it again: --target=Image");
        }

        string document = Path.Combine(payload, ReleaseDocument.FileName);
        ReleaseDocument? release = null;
        if (File.Exists(document) && !ReleaseDocument.TryRead(await File.ReadAllBytesAsync(document, cancellationToken), out release, out string? problem))
        {
            throw Damaged(document, problem);
        }

        string signature = Path.Combine(payload, ReleaseDocument.SignatureName);
        List<ReleaseFile> files = [.. release?.Files ?? []];
        foreach (string file in (string[])[document, signature])
        {
            if (File.Exists(file))
            {
                files.Add(new ReleaseFile(Path.GetFileName(file), new FileInfo(file).Length, await HashAsync(file, cancellationToken)));
            }
        }

        return new BuiltRelease
        {
            Image = image,
            Size = new FileInfo(image).Length,
            DiskSize = await DiskSizeAsync(image, cancellationToken),
            Sha256 = await HashAsync(image, cancellationToken),
            Version = version,
            ConfigHash = (string?)manifest?["configHash"] ?? "",
            Appliance = (string?)manifest?["appliance"] ?? "",
            SecureBoot = release?.SecureBoot,
            Payload = payload,
            IsSigned = File.Exists(signature),
            Files = files,
        };
    }

    private static BuildException Damaged(string file, string problem) => new($"{file}: {problem}. Build the image again: --target=Image");

    // Magic number and size of the qcow2 header (QEMU's docs/interop/qcow2.txt), big-endian.
    private static async Task<long> DiskSizeAsync(string file, CancellationToken cancellationToken)
    {
        const uint Magic = 0x514649FB;
        byte[] header = new byte[32];
        await using FileStream stream = File.OpenRead(file);
        int read = await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
        return read == header.Length && BinaryPrimitives.ReadUInt32BigEndian(header) == Magic ? BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(24)) : stream.Length;
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
