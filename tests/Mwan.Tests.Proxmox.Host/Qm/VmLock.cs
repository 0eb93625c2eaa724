namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>What keeps a command away from a machine: the <c>lock</c> of its configuration, and qemu-server's lock file.</summary>
internal static class VmLock
{
    /// <summary>The configuration of the machine that a command is for, if nothing locks it.</summary>
    /// <exception cref="RefusedException">There is no such machine, or it is locked.</exception>
    public static VmConfig Open(CommandLine line)
    {
        VmConfig config = VmConfig.Load(StandIn.Node, line.Vmid());
        Check(config, line);
        return config;
    }

    /// <summary>Checks that nothing locks a machine, or that the command may skip that.</summary>
    /// <exception cref="RefusedException">It is locked.</exception>
    public static void Check(VmConfig config, CommandLine line)
    {
        if (!line.IsOn("skiplock") && config.Values.TryGetValue("lock", out string? held))
        {
            throw new RefusedException($"VM is locked ({held})");
        }

        if (File.Exists($"{Places.VmLocks}/lock-{config.Id}.conf"))
        {
            throw new RefusedException($"can't lock file '{Places.VmLocks}/lock-{config.Id}.conf' - got timeout");
        }
    }
}
