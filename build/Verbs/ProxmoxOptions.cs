namespace Mwan.Build.Verbs;

/// <summary>Options of the verbs that drive a Proxmox host.</summary>
/// <param name="DryRun">Only prints what would run.</param>
public sealed record ProxmoxOptions(bool DryRun)
{
    /// <summary>Upgrade: another disk instead of another slot.</summary>
    public bool WholeDisk { get; init; }

    /// <summary>Deploy: directory of what comes into the certificate slot; null: nothing.</summary>
    public string? Certificates { get; init; }

    /// <summary>Destroy: whether it may.</summary>
    public bool Yes { get; init; }
}
