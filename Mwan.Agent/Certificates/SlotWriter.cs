using System.ComponentModel;
using System.Text;

namespace Mwan.Agent.Certificates;

/// <summary>
/// Puts a set into the slot: into a new directory beside it, down to the disk, and then both directories change places in one step
/// of the file system. A power cut leaves the old set or the new one. The supplicant's path unit watches the slot's path and takes
/// the exchange for a change. The old set stays beside it until the next import.
/// </summary>
internal static class SlotWriter
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes it. This waits for the disk.</summary>
    /// <param name="slot">The slot's directory.</param>
    /// <param name="set">The set.</param>
    /// <returns>Why it could not be written, as a sentence; null: it was.</returns>
    public static string? Write(string slot, CertificateSet set)
    {
        string parent = Path.GetDirectoryName(slot) ?? "/";
        string staging = slot + ".new";
        string previous = slot + ".previous";
        try
        {
            _ = Directory.CreateDirectory(parent);
            Remove(staging);
            _ = Directory.CreateDirectory(staging, Private | UnixFileMode.UserExecute);
            WriteFile(Path.Combine(staging, "ca.pem"), [.. set.Authorities.Select(certificate => certificate.ExportCertificatePem())]);
            WriteFile(Path.Combine(staging, "client.pem"), [set.Client.ExportCertificatePem(), .. set.Intermediates.Select(certificate => certificate.ExportCertificatePem())]);
            WriteFile(Path.Combine(staging, "key.pem"), [set.Key]);
            DirectoryEntry.Synchronize(staging);
            if (Directory.Exists(slot))
            {
                DirectoryEntry.Exchange(staging, slot);
                DirectoryEntry.Synchronize(parent);
                Remove(previous);
                Directory.Move(staging, previous);
            }
            else
            {
                Directory.Move(staging, slot);
                DirectoryEntry.Synchronize(parent);
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return $"The slot {slot} cannot be written ({exception.Message}): are you root, and does the state disk answer?";
        }
    }

    private static void WriteFile(string path, IEnumerable<string> blocks)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private };
        using FileStream file = new(path, options);
        file.Write(Encoding.ASCII.GetBytes(string.Join('\n', blocks) + "\n"));
        file.Flush(flushToDisk: true);
    }

    private static void Remove(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
