using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Mwan.Build.Artifacts;
using Mwan.Build.Machines;
using Mwan.Config;
using Mwan.Config.Releases;
using Mwan.Tests.Proxmox.Host.Guests;

namespace Mwan.Tests.Proxmox.Hosts;

/// <summary>What a build leaves behind, small: images and releases that scripted machines boot, of the site of this clone.</summary>
/// <param name="directory">Where they are made.</param>
/// <param name="tree">Where <c>qemu-img</c> comes from.</param>
/// <param name="config">The site's file.</param>
internal sealed class Images(string directory, EmulatorTree tree, string config)
{
    private const int Size = 2 << 20;

    /// <summary>The site.</summary>
    public Site Site { get; } = SiteFile.Load(config).Site ?? throw new InvalidOperationException($"{config} has mistakes.");

    private string ConfigHash => Convert.ToHexStringLower(SHA256.HashData(SiteJson.Write(Site)));

    /// <summary>The output directory of a build of a version; made once.</summary>
    public async Task<string> OutputAsync(string version, Conduct conduct = Conduct.Good)
    {
        string output = Path.Combine(directory, $"{version}-{conduct}");
        if (Directory.Exists(output))
        {
            return output;
        }

        string payload = Directory.CreateDirectory(Path.Combine(output, ArtifactNames.Payload(version))).FullName;
        string raw = Path.Combine(directory, $"{version}-{conduct}.raw");
        await using (FileStream disk = File.Create(raw))
        {
            disk.SetLength(Size);
        }

        ImageContent.Of(version, ConfigHash, conduct).Write(raw);
        await tree.Command("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, Path.Combine(output, ArtifactNames.Image(version))).RunAsync(CancellationToken.None);
        JsonObject manifest = new() { ["name"] = "mwan", ["version"] = version, ["appliance"] = Site.Appliance.HostName, ["commit"] = "0123456789ab", ["configHash"] = ConfigHash };
        await File.WriteAllTextAsync(Path.Combine(output, ArtifactNames.Manifest), manifest.ToJsonString());
        List<ReleaseFile> files = [];
        foreach ((string name, string content) in (IEnumerable<(string, string)>)[($"mwan_{version}.efi", "kernel"), ($"mwan_{version}_{new string('a', 32)}.root", $"{conduct}"), ($"mwan_{version}_{new string('b', 32)}.verity", "hashes")])
        {
            await File.WriteAllTextAsync(Path.Combine(payload, name), content);
            files.Add(new ReleaseFile(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(content)))));
        }

        ReleaseDocument document = new()
        {
            Name = ReleaseDocument.ProductName,
            Schema = ReleaseDocument.CurrentSchema,
            Version = version,
            Architecture = "amd64",
            Appliance = Site.Appliance.HostName,
            Commit = "0123456789ab",
            ConfigHash = ConfigHash,
            RootHash = new string('c', 64),
            Files = files,
        };
        await File.WriteAllBytesAsync(Path.Combine(payload, ReleaseDocument.FileName), ReleaseDocument.Write(document));
        await File.WriteAllTextAsync(Path.Combine(payload, ReleaseDocument.SignatureName), "signature");
        return output;
    }

    /// <summary>A directory of certificates as they come from a person: made for this run, good for nothing else.</summary>
    public async Task<string> CertificatesAsync()
    {
        string path = Path.Combine(directory, "certificates");
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            System.Security.Cryptography.X509Certificates.CertificateRequest request = new("CN=test", key, HashAlgorithmName.SHA256);
            using System.Security.Cryptography.X509Certificates.X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
            await File.WriteAllTextAsync(Path.Combine(path, "ca.pem"), certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(Path.Combine(path, "client.pem"), certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(Path.Combine(path, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        }

        return path;
    }
}
