namespace Mwan.Tests.Proxmox.Host;

/// <summary>A command is refused: its words go to standard error.</summary>
/// <param name="message">The words of the real program.</param>
/// <param name="code">Exit status; what dies in Perl ends with 255.</param>
public sealed class RefusedException(string message, int code = 255) : Exception(message)
{
    /// <summary>Exit status.</summary>
    public int Code { get; } = code;
}
