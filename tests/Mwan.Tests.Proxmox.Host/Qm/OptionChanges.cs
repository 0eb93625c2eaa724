using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>Changes to a machine's options. While it is on, they wait for its next start unless they can be made at once.</summary>
internal sealed class OptionChanges(VmConfig config, Answer answer)
{
    // Changed at once in a machine that runs (qemu-server's $fast_plug_option).
    private static readonly HashSet<string> AtOnce = new(["description", "lock", "name", "onboot", "protection", "startup", "tags", "template"], StringComparer.Ordinal);

    private readonly bool runs = StandIn.RunningOf(config.Id) is not null;

    /// <summary>Sets an option to what is kept of its value.</summary>
    public void Set(string key, string kept)
    {
        // Disks and links are plugged into what runs, where nothing is plugged yet.
        bool plugs = IsPlugged(key) && !config.Values.ContainsKey(key);
        if (!runs || AtOnce.Contains(key) || plugs)
        {
            _ = config.Pending.Remove(key);
            config.Apply(key, kept);
        }
        else if (config.Values.GetValueOrDefault(key) != kept)
        {
            config.Pending[key] = kept;
        }
    }

    /// <summary>Takes an option away. A drive's volume stays as an unused disk, or goes too with force; that of an unused disk goes.</summary>
    public void Delete(string key, bool force)
    {
        if (!config.Future.TryGetValue(key, out string? value))
        {
            answer.Warn($"cannot delete '{key}' - not set in current configuration!");
            return;
        }

        if (ConfigKeys.IsUnused(key))
        {
            (Storage storage, string volume) = Storage.Of(value);
            storage.Free(volume);
            config.Apply(key, null);
            return;
        }

        // What the guest booted from is not taken from it.
        bool boots = (config.Values.GetValueOrDefault("boot") ?? "").Split('=', ';').Contains(key, StringComparer.Ordinal);
        if (runs && !AtOnce.Contains(key) && (!IsPlugged(key) || boots))
        {
            config.Pending[key] = null;
            return;
        }

        _ = config.Pending.Remove(key);
        config.Apply(key, null);
        if (force && ConfigKeys.IsDrive(key) && config.Values.FirstOrDefault(pair => ConfigKeys.IsUnused(pair.Key) && pair.Value == VmConfig.VolumeOf(value)).Key is { } unused)
        {
            Delete(unused, force: false);
        }
    }

    private static bool IsPlugged(string key) => ConfigKeys.Kind(key) is "scsi" or "net";
}
