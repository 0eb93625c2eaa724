using System.Net;
using Mwan.Agent.WireGuard;

namespace Mwan.Tests.Unit.Agent.WireGuard;

/// <summary>A kernel with one WireGuard interface, as the site's tunnel has it.</summary>
internal sealed class FakeWireGuard(string peer) : IWireGuard
{
    private readonly Lock _lock = new();

    public IPEndPoint? Endpoint { get; set; }

    public DateTimeOffset? LastHandshake { get; set; }

    public ulong Received { get; set; }

    public string? Refusal { get; set; }

    public int Mark { get; set; } = 201;

    public bool Exists { get; set; } = true;

    public WireGuardDevice? Read(string interfaceName)
    {
        lock (_lock)
        {
            return Exists ? new WireGuardDevice("own", [new WireGuardPeer(peer, Endpoint, LastHandshake, Received, 0)], Mark) : null;
        }
    }

    public string? SetEndpoint(string interfaceName, string publicKey, IPEndPoint endpoint)
    {
        lock (_lock)
        {
            Endpoint = Refusal is null && publicKey == peer ? endpoint : Endpoint;
            return Refusal;
        }
    }

    public string? SetMark(string interfaceName, int mark)
    {
        lock (_lock)
        {
            Mark = Refusal is null ? mark : Mark;
            return Refusal;
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
