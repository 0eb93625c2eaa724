namespace Mwan.Build.Machines;

/// <summary>Where a machine's sockets lie while it runs.</summary>
/// <param name="Path">The directory; short, since a socket's path has at most 107 bytes (<c>unix(7)</c>).</param>
public sealed record MachineDirectory(string Path)
{
    /// <summary>QEMU's control channel, which we listen on.</summary>
    public string Qmp => System.IO.Path.Combine(Path, "qmp");

    /// <summary>The guest agent's channel, which we listen on.</summary>
    public string GuestAgent => System.IO.Path.Combine(Path, "qga");

    /// <summary>The serial console, which we listen on.</summary>
    public string Console => System.IO.Path.Combine(Path, "console");
}
