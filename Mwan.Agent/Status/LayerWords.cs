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
        _ => "Internet",
    };
}
