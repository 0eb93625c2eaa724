using Mwan.Build.Machines;
using Mwan.Config;

namespace Mwan.Build.Lab;

/// <summary>The lab's two machines and the cables between them: number 0 is the LAN, then the WANs in the site's order, last the management.</summary>
internal static class LabMachines
{
    public static VirtualMachine World(LabParts parts, LabNetwork network, ScratchDirectory scratch) => new()
    {
        Name = "world",
        Uuid = Guid.NewGuid(),
        MemoryMiB = 1024,
        Kernel = new DirectKernel(parts.Kernel, parts.World, "console=ttyS0 quiet panic=1 mitigations=off audit=0 cryptomgr.notests"),
        Restarts = false,
        Nics = [.. Enumerable.Range(0, network.Isps.Count + 2).Select(index => new Nic(new Port($"net{index}")) { Mac = LabNetwork.MacOf(index), Backend = Cable(scratch, index, ofRouter: false) })],
    };

    public static async Task<VirtualMachine> RouterAsync(LabParts parts, ScratchDirectory scratch)
    {
        DiskFiles disks = new(parts.Tree);
        string system = scratch.File("system.qcow2");
        string state = scratch.File("state.qcow2");
        string variables = scratch.File("firmware.fd");
        await disks.OverlayAsync(parts.Image, DiskFormat.Qcow2, system);
        await disks.BlankAsync(state, 1L << 30);
        File.Copy(parts.Tree.OnHost(Firmware.PlainVariables), variables);
        VirtualMachine machine = (SiteMachine.Describe(parts.Site, Guid.NewGuid(), new Firmware(Firmware.PlainCode, variables), system, state) with { Clock = parts.RouterClock })
            .Connect(parts.Site.Lan.Port, Cable(scratch, 0, ofRouter: true))
            .Connect(parts.Site.Management.Port, Cable(scratch, parts.Site.Wans.Count + 1, ofRouter: true));
        machine = machine with { Disks = [.. machine.Disks, .. parts.RouterDisks ?? []] };
        return parts.Site.Wans.Select(static (wan, index) => (wan.Port, Cable: index + 1))
            .Aggregate(machine, (sum, link) => sum.Connect(link.Port, Cable(scratch, link.Cable, ofRouter: true)));
    }

    /// <summary>One end of a cable: what is sent before the other end is there is lost, as on a wire.</summary>
    private static DatagramBackend Cable(ScratchDirectory scratch, int number, bool ofRouter)
    {
        string router = scratch.File($"r{number}");
        string world = scratch.File($"w{number}");
        return ofRouter ? new DatagramBackend(router, world) : new DatagramBackend(world, router);
    }
}
