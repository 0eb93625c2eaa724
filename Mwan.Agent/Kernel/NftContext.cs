using Microsoft.Win32.SafeHandles;

namespace Mwan.Agent.Kernel;

/// <summary>A context of libnftables(3): its socket and its buffers.</summary>
internal sealed class NftContext : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Made by <see cref="Libnftables.New"/>.</summary>
    public NftContext()
        : base(ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Libnftables.Free(handle);
        return true;
    }
}
