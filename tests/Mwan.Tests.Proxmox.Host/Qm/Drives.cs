using System.Globalization;
using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>Makes the volumes that <c>create</c> and <c>set</c> ask for (<c>STORAGE:SIZE</c>), and says what is kept of a drive.</summary>
internal sealed class Drives(VmConfig config, Answer answer)
{
    private const string Variables = $"{Places.Tree}/usr/share/OVMF";

    /// <summary>A volume's size as it is printed.</summary>
    public static string SizeOf(string volume)
    {
        (Storage storage, string name) = Storage.Of(volume);
        return Sizes.Print(storage.SizeOf(name));
    }

    /// <summary>Makes what a drive's value asks for; what is kept of it.</summary>
    /// <exception cref="RefusedException">There is no such storage or volume, or no room.</exception>
    public async Task<string> MakeAsync(string key, string value)
    {
        Properties drive = Properties.Parse(value, "file");
        string[] parts = drive.First!.Split(':', 2);
        if (parts.Length != 2)
        {
            throw new RefusedException($"stand-in does not know: {key} {value}");
        }

        if (!decimal.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal gibibytes))
        {
            if (drive["import-from"] is not null)
            {
                throw new RefusedException($"400 Parameter verification failed.\n{key}: 'import-from' requires special volume ID - use <storage ID>:0,import-from=<source>");
            }

            (Storage existing, string name) = Storage.Of(drive.First);
            if (!File.Exists(existing.FileOf(name)))
            {
                throw new RefusedException($"volume '{drive.First}' does not exist");
            }

            drive["size"] = SizeOf(drive.First);
            return drive.ToString();
        }

        Storage storage = Storage.Find(parts[0]);
        storage.NeedImages();
        if (drive["import-from"] is { } source)
        {
            if (gibibytes != 0)
            {
                throw new RefusedException($"400 Parameter verification failed.\n{key}: 'import-from' requires special volume ID - use <storage ID>:0,import-from=<source>");
            }

            drive.First = await ImportAsync(storage, PathOf(source), drive["format"]);
            drive["import-from"] = null;
        }
        else if (key == "efidisk0")
        {
            drive.First = await FirmwareAsync(storage, drive);
        }
        else if (key == "tpmstate0")
        {
            drive.First = $"{storage.Name}:{storage.Allocate(config.Id, 4L << 20)}";
        }
        else
        {
            if (gibibytes == 0)
            {
                throw new RefusedException($"{key}: size of a new disk must not be 0 without import-from");
            }

            drive.First = $"{storage.Name}:{storage.Allocate(config.Id, (long)(gibibytes * (1L << 30)), drive["format"])}";
        }

        drive["size"] = SizeOf(drive.First);
        drive["format"] = null;
        answer.Say($"{key}: successfully created disk '{drive}'");
        return drive.ToString();
    }

    /// <summary>A new volume with the content of a disk image.</summary>
    public async Task<string> ImportAsync(Storage storage, string source, string? format)
    {
        string info = await Child.NeedAsync("qemu-img", "info", "--output=json", source);
        System.Text.Json.Nodes.JsonNode described = System.Text.Json.Nodes.JsonNode.Parse(info)!;
        string volume = storage.Allocate(config.Id, (long)described["virtual-size"]!, format);
        await storage.FillAsync(volume, source, (string)described["format"]!);
        answer.Say("transferred 100.00%");
        return $"{storage.Name}:{volume}";
    }

    private static string PathOf(string source)
    {
        if (source[0] == '/')
        {
            return File.Exists(source) ? source : throw new RefusedException($"cannot import from '{source}': no such file");
        }

        (Storage storage, string volume) = Storage.Of(source);
        _ = storage.SizeOf(volume);
        return storage.FileOf(volume);
    }

    private async Task<string> FirmwareAsync(Storage storage, Properties drive)
    {
        bool is4M = drive["efitype"] == "4m";
        string variables = (is4M, drive["pre-enrolled-keys"] == "1") switch
        {
            (true, true) => $"{Variables}/OVMF_VARS_4M.ms.fd",
            (true, false) => $"{Variables}/OVMF_VARS_4M.fd",
            _ => throw new RefusedException("stand-in does not know firmware of 2 MB: efitype=4m"),
        };
        byte[] content = await File.ReadAllBytesAsync(variables);
        string volume = storage.Allocate(config.Id, content.Length);
        await using FileStream file = File.OpenWrite(storage.FileOf(volume));
        await file.WriteAsync(content);
        return $"{storage.Name}:{volume}";
    }
}
