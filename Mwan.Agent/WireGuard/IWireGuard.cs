using System.Net;

namespace Mwan.Agent.WireGuard;

/// <summary>The kernel's WireGuard.</summary>
internal interface IWireGuard : IDisposable
{
    /// <summary>An interface; null: there is none, or the kernel does not tell.</summary>
    /// <param name="interfaceName">Its name.</param>
    public WireGuardDevice? Read(string interfaceName);

    /// <summary>Sets the mark of an interface's own packets.</summary>
    /// <param name="interfaceName">Name of the interface.</param>
    /// <param name="mark">The mark.</param>
    /// <returns>Why that could not be done; null: it is.</returns>
    public string? SetMark(string interfaceName, int mark);

    /// <summary>Sets where packets to a peer go.</summary>
    /// <param name="interfaceName">Name of the interface.</param>
    /// <param name="publicKey">Base64 of the peer's public key.</param>
    /// <param name="endpoint">Where.</param>
    /// <returns>Why that could not be done; null: it is.</returns>
    public string? SetEndpoint(string interfaceName, string publicKey, IPEndPoint endpoint);
}
