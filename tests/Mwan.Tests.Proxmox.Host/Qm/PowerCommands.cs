using System.Globalization;
using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Machines;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>Commands that turn machines on and off, and that tell which are on.</summary>
internal sealed class PowerCommands(StandIn host)
{
    /// <summary><c>qm list</c>.</summary>
    public static void List(CommandLine line, Answer answer)
    {
        string[] all = [.. VmConfig.All(StandIn.Node)];
        if (all.Length == 0 || line.IsOn("full"))
        {
            return;
        }

        answer.Say($"{"VMID",10} {"NAME",-20} {"STATUS",-10} {"MEM(MB)",-10} {"BOOTDISK(GB)",12} {"PID",-10}");
        foreach (VmConfig config in all.Select(id => VmConfig.Load(StandIn.Node, id)))
        {
            string? disk = (config.Values.GetValueOrDefault("boot") ?? "").Split('=', ';').FirstOrDefault(ConfigKeys.IsDrive);
            decimal size = disk is not null && config.Values.TryGetValue(disk, out string? drive) ? Sizes.Parse(Properties.Parse(drive, "file")["size"] ?? "0") / (decimal)(1L << 30) : 0;
            Running? running = StandIn.RunningOf(config.Id);
            answer.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{config.Id,10} {config.Values.GetValueOrDefault("name", $"VM {config.Id}"),-20} {(running is null ? "stopped" : "running"),-10} {config.Values.GetValueOrDefault("memory", "512"),-10} {size,12:0.00} {running?.Process ?? 0,-10}"));
        }
    }

    /// <summary><c>qm status</c>.</summary>
    public static void Status(CommandLine line, Answer answer)
    {
        _ = VmConfig.Load(StandIn.Node, line.Vmid());
        Settle(line.Vmid());
        answer.Say($"status: {(StandIn.RunningOf(line.Vmid()) is null ? "stopped" : "running")}");
    }

    /// <summary><c>qm start</c>: what was pending holds from now on, and all that the machine names has to be there.</summary>
    public async Task StartAsync(CommandLine line)
    {
        VmConfig config = VmLock.Open(line);
        if (config.IsTemplate)
        {
            throw new RefusedException("you can't start a vm if it's a template");
        }

        if (StandIn.RunningOf(config.Id) is not null)
        {
            throw new RefusedException($"VM {config.Id} already running");
        }

        config.ApplyPending();
        config.Save(StandIn.Node);
        foreach ((string key, string value) in config.Values)
        {
            if (ConfigKeys.IsDrive(key))
            {
                (Storage storage, string volume) = Storage.Of(VmConfig.VolumeOf(value));
                _ = storage.SizeOf(volume);
            }
            else if (ConfigKeys.Kind(key) == "net" && Properties.Parse(value, "model")["bridge"] is { } bridge && !host.Sysfs.IsBridge(bridge))
            {
                throw new RefusedException($"bridge '{bridge}' does not exist\nkvm: -netdev type=tap,id={key}: network script /var/lib/qemu-server/pve-bridge failed with status 512\nstart failed: QEMU exited with code 1");
            }
        }

        await host.TurnOnAsync(config, new Passthrough(host).Take(config));
    }

    /// <summary><c>qm stop</c>: without a word to the guest.</summary>
    public async Task StopAsync(CommandLine line)
    {
        VmConfig config = VmLock.Open(line);
        if (StandIn.RunningOf(config.Id) is not null)
        {
            await host.Machine(config.Id).StopAsync();
            host.PowerOff(config.Id);
        }
    }

    /// <summary><c>qm shutdown</c>: waits for the guest, and pulls the plug only where it may.</summary>
    public async Task ShutdownAsync(CommandLine line)
    {
        VmConfig config = VmLock.Open(line);
        if (StandIn.RunningOf(config.Id) is null)
        {
            return;
        }

        int seconds = int.Parse(line.Find("timeout") ?? "180", CultureInfo.InvariantCulture);
        Settle(config.Id);
        if (!await host.Machine(config.Id).ShutdownAsync(TimeSpan.FromSeconds(seconds)))
        {
            if (!line.IsOn("forceStop"))
            {
                throw new RefusedException("VM quit/powerdown failed - got timeout");
            }

            await host.Machine(config.Id).StopAsync();
        }

        host.PowerOff(config.Id);
    }

    /// <summary><c>qm reboot</c>: off, and on again with what was pending.</summary>
    public async Task RebootAsync(CommandLine line)
    {
        await ShutdownAsync(line);
        await StartAsync(line);
    }

    /// <summary><c>qm reset</c>: the guest begins anew, the machine stays on.</summary>
    public static void Reset(CommandLine line)
    {
        string id = line.Vmid();
        if (StandIn.RunningOf(id) is null)
        {
            throw new RefusedException($"VM {id} not running");
        }

        StandIn.Scripted(id).TurnOn(DateTimeOffset.UtcNow);
    }

    /// <summary><c>qm wait</c>: until it is off.</summary>
    public static async Task WaitAsync(CommandLine line)
    {
        string id = line.Vmid();
        DateTimeOffset end = DateTimeOffset.UtcNow.AddSeconds(int.Parse(line.Find("timeout") ?? "86400", CultureInfo.InvariantCulture));
        while (StandIn.RunningOf(id) is not null)
        {
            if (DateTimeOffset.UtcNow > end)
            {
                throw new RefusedException("wait failed - got timeout");
            }

            await Task.Delay(20);
        }
    }

    private static void Settle(string id)
    {
        if (StandIn.RunningOf(id) is { Mode: "scripted" })
        {
            StandIn.Scripted(id).Settle(DateTimeOffset.UtcNow);
        }
    }
}
