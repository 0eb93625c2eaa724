using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace Mwan.Build.Proxmox;

/// <summary>Certificates and key on their way into the slot: they go through the guest agent's standard input, so they are in no file and no command line of the host.</summary>
/// <param name="Directory">Where they come from.</param>
/// <param name="Sum">A checksum of all of them, by which a second run knows that they are there.</param>
/// <param name="Content">A tar archive of them in base64: the host's tools read text.</param>
public sealed record CertificateInput(string Directory, string Sum, ReadOnlyMemory<byte> Content)
{
    // What `qm guest exec --pass-stdin` takes.
    private const int Most = 1 << 20;

    /// <summary>Reads the PEM files of a directory.</summary>
    /// <exception cref="BuildException">There are none, or they are too large.</exception>
    public static async Task<CertificateInput> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        if (!System.IO.Directory.Exists(directory))
        {
            throw new BuildException($"--certificates={directory}: there is no such directory. It holds what `mwan certs import` takes: ca.pem, client.pem and key.pem.");
        }

        string[] files = [.. System.IO.Directory.GetFiles(directory, "*.pem").Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            throw new BuildException($"--certificates={directory}: there is no file *.pem in it. It holds what `mwan certs import` takes: ca.pem, client.pem and key.pem.");
        }

        using MemoryStream archive = new();
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (TarWriter writer = new(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (string file in files)
            {
                byte[] content = await File.ReadAllBytesAsync(file, cancellationToken);
                sum.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
                sum.AppendData(content);
                using MemoryStream data = new(content);
                await writer.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, Path.GetFileName(file)) { DataStream = data, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }, cancellationToken);
            }
        }

        byte[] text = Encoding.ASCII.GetBytes(Convert.ToBase64String(archive.ToArray()));
        return text.Length <= Most
            ? new CertificateInput(directory, Convert.ToHexStringLower(sum.GetHashAndReset()), text)
            : throw new BuildException($"--certificates={directory}: its files *.pem are more than the guest agent takes (1 MiB). Leave only ca.pem, client.pem and key.pem there.");
    }
}
