using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Health;

namespace Mwan.Agent.Status;

/// <summary>Layers as people call them.</summary>
internal static class LayerWords
{
    /// <summary>The word.</summary>
    public static string Of(Layer layer) => layer switch
    {
        Layer.Carrier => "carrier",
        Layer.Authorization => "802.1X",
        Layer.Lease => "lease or delegation",
        Layer.Gateway => "gateway",
        Layer.Handshake => "handshake",
        _ => "Internet",
    };

    /// <summary>What failed at a layer, to be put behind its word; empty: the word says it all.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="gateway">The gateway of the family; null: none is known.</param>
    public static string Where(Layer layer, IPAddress? gateway) => (layer, gateway) switch
    {
        (Layer.Gateway, { AddressFamily: AddressFamily.InterNetwork }) => $" ({gateway} does not answer ARP)",
        (Layer.Gateway, not null) => $" ({gateway} does not answer neighbour discovery)",
        _ => "",
    };
}
