using Mwan.Build.Machines;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>How a boot differs from the plain one.</summary>
internal sealed record BootPlan
{
    /// <summary>What it finds as its state disk.</summary>
    public StateDiskKind State { get; init; }

    /// <summary>Size of that disk in bytes.</summary>
    public long StateBytes { get; init; } = 1L << 30;

    /// <summary>Changes to the machine: more devices, other options.</summary>
    public Func<VirtualMachine, ScratchDirectory, Task<VirtualMachine>> Change { get; init; } = (machine, _) => Task.FromResult(machine);
}
