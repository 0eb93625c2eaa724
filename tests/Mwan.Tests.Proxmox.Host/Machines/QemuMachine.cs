using Mwan.Build.Machines;
using Mwan.Config;
using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Qm;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Host.Machines;

/// <summary>A machine in QEMU, on the volumes and at the PCI positions that its configuration gives it. It ends with the stand-in.</summary>
internal sealed class QemuMachine : IMachine, IAsyncDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(3);

    // qemu-server waits as long.
    private static readonly TimeSpan Unplugging = TimeSpan.FromSeconds(5);

    private readonly RunningMachine machine;

    private QemuMachine(RunningMachine machine) => this.machine = machine;

    /// <summary>Completes when QEMU has ended.</summary>
    public Task Ended => machine.Exit;

    /// <summary>Turns a machine on.</summary>
    /// <exception cref="RefusedException">Its configuration has what the stand-in does not know.</exception>
    public static async Task<QemuMachine> StartAsync(VmConfig config, string directory)
    {
        EmulatorTree tree = new(Places.Tree);
        SortedDictionary<string, string> values = config.Values;
        string[] order = (Properties.Parse(values.GetValueOrDefault("boot", "order=scsi0"), "legacy")["order"] ?? "").Split(';');
        VirtualMachine description = new()
        {
            Name = values.GetValueOrDefault("name", $"VM{config.Id}"),
            Uuid = Guid.Parse(Properties.Parse(values["smbios1"], "uuid").First!),
            MemoryMiB = int.Parse(Properties.Parse(values.GetValueOrDefault("memory", "512"), "current").First!, System.Globalization.CultureInfo.InvariantCulture),
            Cores = int.Parse(values.GetValueOrDefault("cores", "1"), System.Globalization.CultureInfo.InvariantCulture),
            Firmware = FirmwareOf(values),
            Disks = [.. values.Where(static pair => ConfigKeys.Kind(pair.Key) is "scsi" or "virtio" && ConfigKeys.IsDrive(pair.Key)).Select(pair => DiskOf(pair.Key, pair.Value, order))],
            Nics = [.. values.Keys.Where(static key => ConfigKeys.Kind(key) is "net" or "hostpci" && ConfigKeys.IsKnown(key)).Select(key => NicOf(key, values[key]))],
        };
        Accelerator accelerator = await new AcceleratorProbe(tree).BestAsync();
        Directory.CreateDirectory(directory);
        return new QemuMachine(await RunningMachine.StartAsync(description, tree, new MachineDirectory(directory), accelerator));
    }

    public async Task<bool> AnswersAsync()
    {
        machine.Guest.Patience = Glance;
        machine.Guest.Forget();
        try
        {
            await machine.Guest.PingAsync();
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or QmpException)
        {
            return false;
        }
    }

    public async Task<Child> ExecAsync(IReadOnlyList<string> command, string? input)
    {
        GuestResult result = await machine.Guest.RunAsync(command, input is null ? null : await File.ReadAllTextAsync(input));
        return new Child(result.Status, result.Output, result.Errors);
    }

    public async Task<bool> ShutdownAsync(TimeSpan deadline)
    {
        try
        {
            await machine.PowerOffAsync(deadline);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Plugs a disk in while it runs.</summary>
    public Task PlugAsync(string slot, string value) => machine.InsertAsync(DiskOf(slot, value, []));

    /// <summary>Takes a disk out while it runs.</summary>
    public Task UnplugAsync(string slot) => machine.RemoveAsync(slot, Unplugging);

    public async Task StopAsync() => await machine.DisposeAsync();

    public async ValueTask DisposeAsync() => await machine.DisposeAsync();

    private static Firmware? FirmwareOf(SortedDictionary<string, string> values)
    {
        if (values.GetValueOrDefault("bios") != "ovmf")
        {
            return null;
        }

        if (!values.TryGetValue("efidisk0", out string? disk))
        {
            throw new RefusedException("stand-in does not know OVMF without efidisk0");
        }

        // qemu-server takes the build with Secure Boot for every 4m disk; without keys in it, it boots anything.
        (Storage storage, string volume) = Storage.Of(disk.Split(',')[0]);
        return new Firmware(Firmware.SecureCode, storage.FileOf(volume));
    }

    private static Disk DiskOf(string slot, string value, string[] order)
    {
        Properties properties = Properties.Parse(value, "file");
        (Storage storage, string volume) = Storage.Of(properties.First!);
        int place = Array.IndexOf(order, slot);
        return new Disk(slot, storage.FileOf(volume)) { Format = DiskFormat.Raw, Serial = properties["serial"], BootIndex = place < 0 ? null : 100 + place };
    }

    private static Nic NicOf(string key, string value)
    {
        Port port = new(key);
        if (!port.IsPassthrough)
        {
            return new Nic(port) { Mac = (Properties.Parse(value, "model")["virtio"] ?? throw new RefusedException($"stand-in does not know the model of {key}: {value}")).ToLower(System.Globalization.CultureInfo.InvariantCulture) };
        }

        return Properties.Parse(value, "host")["pcie"] == "1" ? new Nic(port) : throw new RefusedException($"stand-in knows hostpci only with pcie=1: {key}: {value}");
    }
}
