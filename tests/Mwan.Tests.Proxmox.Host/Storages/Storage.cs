using System.Globalization;
using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Storages;

/// <summary>A storage of <c>storage.cfg</c>: of type <c>dir</c> or <c>lvmthin</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Settings">What its section says.</param>
internal sealed record Storage(string Name, string Type, IReadOnlyDictionary<string, string> Settings)
{
    private const long Extent = 4L << 20;

    /// <summary>The file of all storages.</summary>
    public const string Configuration = "/etc/pve/storage.cfg";

    /// <summary>What it may hold.</summary>
    public IReadOnlyList<string> Content => Settings.GetValueOrDefault("content", "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether it is switched off.</summary>
    public bool IsDisabled => Settings.ContainsKey("disable");

    /// <summary>Bytes that it holds at most.</summary>
    public long Capacity => File.Exists(CapacityFile) ? long.Parse(File.ReadAllText(CapacityFile), CultureInfo.InvariantCulture) : 200L << 30;

    private string CapacityFile => $"{Places.Own}/capacity.{Name}";

    private string Root => Type == "dir" ? $"{Settings["path"]}/images" : $"{Places.Volumes}/{Name}";

    /// <summary>All storages.</summary>
    public static IReadOnlyList<Storage> All()
    {
        List<Storage> storages = [];
        Dictionary<string, string>? section = null;
        foreach (string line in File.ReadAllLines(Configuration).Where(static line => line.Length > 0 && line[0] != '#'))
        {
            string[] pair = line.Trim().Split([' ', '\t'], 2);
            if (!char.IsWhiteSpace(line[0]))
            {
                section = new Dictionary<string, string>(StringComparer.Ordinal);
                storages.Add(new Storage(pair[1].Trim(), pair[0].TrimEnd(':'), section));
            }
            else
            {
                section![pair[0]] = pair.Length == 2 ? pair[1].Trim() : "1";
            }
        }

        return storages;
    }

    /// <summary>One of them.</summary>
    /// <exception cref="RefusedException">There is none of that name, or it is switched off.</exception>
    public static Storage Find(string name)
    {
        Storage storage = All().FirstOrDefault(candidate => candidate.Name == name) ?? throw new RefusedException($"storage '{name}' does not exist");
        return storage.IsDisabled ? throw new RefusedException($"storage '{name}' is disabled") : storage;
    }

    /// <summary>The storage and the name of a volume.</summary>
    /// <exception cref="RefusedException">It is not <c>STORAGE:VOLUME</c>.</exception>
    public static (Storage Storage, string Volume) Of(string volume)
    {
        string[] parts = volume.Split(':', 2);
        return parts.Length == 2 ? (Find(parts[0]), parts[1]) : throw new RefusedException($"unable to parse volume ID '{volume}'");
    }

    /// <summary>The number of the machine that a volume belongs to; null: to none.</summary>
    public static string? OwnerOf(string volume)
    {
        string[] parts = Path.GetFileName(volume.Split(':', 2)[^1]).Split('-');
        return parts.Length >= 4 && parts[0] is "vm" or "base" ? parts[1] : null;
    }

    /// <summary>The file behind a volume.</summary>
    public string FileOf(string volume) => Path.Combine(Root, volume);

    /// <summary>Bytes that are written: thin volumes count with what is in them.</summary>
    public async Task<long> UsedAsync() => Directory.Exists(Root)
        ? long.Parse((await Child.NeedAsync("du", "--summarize", "--block-size=1", Root)).Split('\t')[0], CultureInfo.InvariantCulture)
        : 0;

    /// <summary>The path that Proxmox tells of a volume.</summary>
    public string PathOf(string volume) => Type == "dir" ? FileOf(volume) : $"/dev/{Settings["vgname"]}/{volume}";

    /// <summary>Volumes of a machine, or all.</summary>
    public IEnumerable<string> Volumes(string? owner = null) => AllFiles()
        .Select(file => Type == "dir" ? $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}" : Path.GetFileName(file))
        .Where(volume => owner is null || OwnerOf(volume) == owner)
        .Order(StringComparer.Ordinal);

    /// <summary>Size of a volume in bytes.</summary>
    public long SizeOf(string volume) => File.Exists(FileOf(volume)) ? InExtents(new FileInfo(FileOf(volume)).Length) : throw new RefusedException($"no such logical volume {Settings.GetValueOrDefault("vgname", Name)}/{volume}", code: 255);

    /// <summary>Makes an empty volume.</summary>
    /// <exception cref="RefusedException">It does not hold disks, or is full.</exception>
    public string Allocate(string owner, long bytes, string? format = null)
    {
        NeedImages();
        string volume = NextName(owner, "vm", format);
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(volume))!);
        using FileStream file = File.Create(FileOf(volume));
        file.SetLength(bytes);
        return volume;
    }

    /// <summary>Fills a volume with the bytes of a disk image.</summary>
    /// <exception cref="RefusedException">It does not fit.</exception>
    public async Task FillAsync(string volume, string source, string sourceFormat)
    {
        if (await UsedAsync() + new FileInfo(source).Length > Capacity)
        {
            File.Delete(FileOf(volume));
            throw new RefusedException($"qemu-img: error while writing at byte 0: No space left on device\nstorage migration failed: copy failed: command '/usr/bin/qemu-img convert -p -n -f {sourceFormat} -O raw {source} {PathOf(volume)}' failed: exit code 1");
        }

        await Child.NeedAsync("qemu-img", "convert", "-n", "-f", sourceFormat, "-O", "raw", source, FileOf(volume));
    }

    /// <summary>Makes a volume of another machine with the same content.</summary>
    public async Task<string> CopyAsync(string file, string owner)
    {
        NeedImages();
        string volume = NextName(owner, "vm", null);
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(volume))!);
        await Child.NeedAsync("cp", "--sparse=always", "--", file, FileOf(volume));
        return volume;
    }

    /// <summary>Turns a volume into one that is only cloned from.</summary>
    public string MakeBase(string volume)
    {
        string name = Path.Combine(Path.GetDirectoryName(volume) ?? "", Path.GetFileName(volume).Replace("vm-", "base-", StringComparison.Ordinal));
        File.Move(FileOf(volume), FileOf(name));
        MoveState(volume, name);
        return name;
    }

    /// <summary>Deletes a volume.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public void Free(string volume)
    {
        _ = SizeOf(volume);
        File.Delete(FileOf(volume));
        if (Directory.Exists(StateOf(volume)))
        {
            Directory.Delete(StateOf(volume), recursive: true);
        }
    }

    /// <summary>Files that a scripted guest keeps on this disk.</summary>
    public string StateOf(string volume) => $"{Places.Guests}/volumes/{Name}/{volume}";

    /// <summary>Says that it may not hold disks.</summary>
    public void NeedImages()
    {
        if (!Content.Contains("images", StringComparer.Ordinal))
        {
            throw new RefusedException($"storage '{Name}' does not support content-type 'images'");
        }
    }

    // LVM gives whole extents.
    private long InExtents(long bytes) => Type == "lvmthin" ? (bytes + Extent - 1) / Extent * Extent : bytes;

    private void MoveState(string from, string to)
    {
        if (Directory.Exists(StateOf(from)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(StateOf(to))!);
            Directory.Move(StateOf(from), StateOf(to));
        }
    }

    // On lvmthin a name that is taken by a base is taken as well.
    private string NextName(string owner, string prefix, string? format)
    {
        if (Type == "lvmthin" && format is not null and not "raw")
        {
            throw new RefusedException($"unsupported format '{format}'");
        }

        if (format is not null and not "raw")
        {
            throw new RefusedException($"stand-in does not know disks of format '{format}'");
        }

        HashSet<string> taken = new(Volumes(owner).Select(static volume => Path.GetFileNameWithoutExtension(volume).Replace("base-", "vm-", StringComparison.Ordinal)), StringComparer.Ordinal);
        string name = Enumerable.Range(0, 100).Select(number => $"{prefix}-{owner}-disk-{number}").First(candidate => !taken.Contains(candidate));
        return Type == "dir" ? $"{owner}/{name}.raw" : name;
    }

    private IEnumerable<string> AllFiles() => Directory.Exists(Root) ? Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories) : [];
}
