using System.Text.Json;
using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Machines;
using Mwan.Tests.Proxmox.Host.Qm;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Host.Guests;

/// <summary>
/// A machine without a virtual machine: its disks say what it runs and how that does, its agent runs programs of the tools tree in namespaces
/// of their own, and <c>mwan</c> in there is <see cref="GuestProgram"/>. All that lasts is on its disks; the rest goes with its power.
/// </summary>
internal sealed class ScriptedMachine : IMachine
{
    private static readonly string[] Volatile = ["run", "tmp", "root", "etc", "var"];

    private readonly VmConfig config;

    public ScriptedMachine(VmConfig config) => this.config = config;

    // From power on to an agent that answers, and from there to a gate that has decided: milliseconds.
    private static TimeSpan Boot => TimeSpan.FromMilliseconds(Pace[0]);

    private static TimeSpan Gate => TimeSpan.FromMilliseconds(Pace[1]);

    private static int[] Pace => [.. File.ReadAllText(Places.Pace).Trim().Split(' ').Select(static text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];

    private string Files => $"{Places.Guests}/{config.Id}";

    private string BootFile => $"{Files}/boot.json";

    // The first of the boot order that is a disk.
    private string? SystemDisk => Drive(config.Values.GetValueOrDefault("boot")?.Replace("order=", "", StringComparison.Ordinal).Split(';').FirstOrDefault(ConfigKeys.IsDrive));

    private string? StateDisk => Drive(config.Values.FirstOrDefault(static pair => ConfigKeys.IsDrive(pair.Key) && pair.Value.Contains("serial=mwan-state", StringComparison.Ordinal)).Key);

    private BootRecord LastBoot => JsonSerializer.Deserialize<BootRecord>(File.ReadAllText(BootFile))!;

    /// <summary>What it booted; null: nothing that boots.</summary>
    public ImageContent? Content => SystemDisk is { } disk && File.Exists(disk) ? ImageContent.Read(disk) : null;

    /// <summary>The slot that runs.</summary>
    public int Slot => LastBoot.Slot;

    /// <summary>Whether it has a state disk.</summary>
    public bool HasState => StateDisk is not null;

    /// <summary>Turns it on: everything in memory is new, and a slot on trial has one try less.</summary>
    public void TurnOn(DateTimeOffset now)
    {
        if (Directory.Exists(Files))
        {
            Directory.Delete(Files, recursive: true);
        }

        foreach (string directory in Volatile)
        {
            Directory.CreateDirectory($"{Files}/{directory}");
        }

        ImageContent? content = Content;
        int slot = content?.Next ?? 0;
        if (content?.Slots[slot] is { TriesLeft: > 0 } trial)
        {
            content.With(slot, trial with { TriesLeft = trial.TriesLeft - 1 }).Write(SystemDisk!);
        }
        else if (content?.Slots[slot] is { TriesLeft: 0 })
        {
            slot = 1 - slot;
            (content with { Next = slot }).Write(SystemDisk!);
        }

        File.WriteAllText(BootFile, JsonSerializer.Serialize(new BootRecord(slot, now)));
    }

    /// <summary>Lets happen what has happened by now: the gate, and the way back.</summary>
    public void Settle(DateTimeOffset now)
    {
        while (Content is { } content && content.Slots[Slot] is { TriesLeft: { } left } trial)
        {
            BootRecord boot = LastBoot;
            if (now - boot.At < Boot + Gate)
            {
                return;
            }

            if (trial.Conduct == Conduct.Good)
            {
                content.With(Slot, trial with { TriesLeft = null }).Write(SystemDisk!);
                return;
            }

            if (left == 0)
            {
                string? reason = trial.Conduct == Conduct.Unwell ? "att was healthy before the upgrade and is not" : null;
                (content.With(Slot, trial with { Refusal = reason ?? "it did not come as far as its gate" }) with { Next = 1 - Slot }).Write(SystemDisk!);
            }

            TurnOn(boot.At + Boot + Gate);
        }
    }

    /// <summary>Writes a release into the other slot, which boots next.</summary>
    public void Install(ImageSlot release)
    {
        int other = 1 - Slot;
        (Content!.With(other, release) with { Next = other }).Write(SystemDisk!);
    }

    /// <summary>Has the other slot boot next.</summary>
    public void Return()
    {
        int other = 1 - Slot;
        ImageContent content = Content!;

        // The boot loader takes the newest that has not failed: an older one boots only when that is marked.
        bool isOlder = Version.Parse(content.Slots[other].Version!) < Version.Parse(content.Slots[Slot].Version!);
        (content.With(other, content.Slots[other] with { TriesLeft = 2, Refusal = null, IsSetAside = false }).With(Slot, content.Slots[Slot] with { IsSetAside = isOlder }) with { Next = other }).Write(SystemDisk!);
    }

    public Task<bool> AnswersAsync()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Settle(now);
        return Task.FromResult(Content is { } content && content.Slots[Slot].Conduct != Conduct.Dead && now - LastBoot.At >= Boot);
    }

    public Task<Child> ExecAsync(IReadOnlyList<string> command, string? input) => Child.RunAsync(
        [
            "bwrap", "--die-with-parent", "--unshare-pid",
            "--ro-bind", "/opt/guest/bin", "/usr/bin",
            "--symlink", "bin", "/usr/sbin",
            "--ro-bind", $"{Places.Tree}/usr/lib", "/usr/lib",
            "--ro-bind", $"{Places.Tree}/usr/lib64", "/usr/lib64",
            "--symlink", "usr/bin", "/bin",
            "--symlink", "usr/bin", "/sbin",
            "--symlink", "usr/lib", "/lib",
            "--symlink", "usr/lib64", "/lib64",
            "--ro-bind", Places.Tree, Places.Tree,
            "--bind", StateFiles(), "/state",
            .. Volatile.SelectMany(directory => new[] { "--bind", $"{Files}/{directory}", $"/{directory}" }),
            "--dev", "/dev",
            .. SerialDisks(),
            "--proc", "/proc",
            "--bind", $"{Places.Own}/calls", $"{Places.Own}/calls",
            "--bind", Places.Door, Places.Door,
            "--clearenv",
            "--setenv", "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "--setenv", "MWAN_GUEST", config.Id,
            "--chdir", "/",
            "--", .. command,
        ],
        input);

    public Task<bool> ShutdownAsync(TimeSpan deadline) => Task.FromResult(Content is { } content && content.Slots[Slot].Conduct != Conduct.Dead);

    public Task StopAsync() => Task.CompletedTask;

    // As udev names them. They are files here: they can be read and written, not mounted.
    private IEnumerable<string> SerialDisks()
    {
        foreach ((string key, string value) in config.Values.Where(static pair => ConfigKeys.Kind(pair.Key) == "scsi" && ConfigKeys.IsDrive(pair.Key)))
        {
            if (Properties.Parse(value, "file")["serial"] is { } serial && Drive(key) is { } disk && File.Exists(disk))
            {
                yield return "--bind";
                yield return disk;
                yield return $"/dev/disk/by-serial/{serial}";
            }
        }
    }

    private string StateFiles()
    {
        string files = $"{Files}/state";
        if (HasState)
        {
            string volume = config.Values.First(static pair => ConfigKeys.IsDrive(pair.Key) && pair.Value.Contains("serial=mwan-state", StringComparison.Ordinal)).Value.Split(',')[0];
            (Storage storage, string name) = Storage.Of(volume);
            files = storage.StateOf(name);
        }

        Directory.CreateDirectory(Path.Combine(files, "mwan"));
        return files;
    }

    private string? Drive(string? name)
    {
        if (name is null || !config.Values.TryGetValue(name, out string? value))
        {
            return null;
        }

        (Storage storage, string volume) = Storage.Of(value.Split(',')[0]);
        return storage.FileOf(volume);
    }
}
