namespace Mwan.Build.Proxmox;

/// <summary>What is waited for.</summary>
public enum WaitGoal
{
    /// <summary>The guest agent of QEMU answers: the VM has booted.</summary>
    Booted,

    /// <summary><c>mwan status</c> has nothing to say.</summary>
    Healthy,

    /// <summary>A version has proved itself in its slot, or the one before came back.</summary>
    Committed,

    /// <summary>The host has finished to exchange the whole disk.</summary>
    Swapped,
}
