using System.Text.RegularExpressions;

namespace Mwan.Build.Machines;

/// <summary>
/// Finds out whether KVM works by booting firmware with it: <c>/dev/kvm</c> can exist where the processor cannot run a guest.
/// </summary>
public sealed partial class AcceleratorProbe
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Lazy<Task<Accelerator>> verdict;

    /// <summary>A probe that asks once, when it is first needed.</summary>
    /// <param name="tree">Where QEMU and OVMF come from.</param>
    public AcceleratorProbe(EmulatorTree tree) => verdict = new Lazy<Task<Accelerator>>(() => ProbeAsync(tree));

    /// <summary>The fastest accelerator that works here.</summary>
    public Task<Accelerator> BestAsync() => verdict.Value;

    private static async Task<Accelerator> ProbeAsync(EmulatorTree tree)
    {
        if (!File.Exists("/dev/kvm"))
        {
            return Accelerator.Tcg;
        }

        await using ScratchDirectory scratch = ScratchDirectory.Create();
        string variables = scratch.File("vars.fd");
        File.Copy(tree.OnHost(Firmware.PlainVariables), variables);
        VirtualMachine machine = new()
        {
            Name = "kvm-probe",
            Uuid = Guid.Empty,
            MemoryMiB = 256,
            Firmware = new Firmware(Firmware.PlainCode, variables),
        };
        try
        {
            await using RunningMachine running = await RunningMachine.StartAsync(machine, tree, scratch.NewMachine(), Accelerator.Kvm);
            Task<Match> boots = running.Console.WaitForAsync(BootManager(), Deadline);
            Task broken = running.Qmp.WaitForEventAsync("STOP", Deadline);
            return await Task.WhenAny(boots, broken) == boots && boots.IsCompletedSuccessfully ? Accelerator.Kvm : Accelerator.Tcg;
        }
        catch (IOException)
        {
            return Accelerator.Tcg;
        }
    }

    /// <summary>The firmware's last phase, long after its first switch to 64 bits.</summary>
    [GeneratedRegex("BdsDxe: ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BootManager();
}
