namespace Mwan.Build.Machines;

/// <summary>What executes the guest's instructions.</summary>
public enum Accelerator
{
    /// <summary>QEMU's own translation, which works everywhere.</summary>
    Tcg,

    /// <summary>The processor, through <c>/dev/kvm</c>.</summary>
    Kvm,
}
