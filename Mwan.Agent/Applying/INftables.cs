namespace Mwan.Agent.Applying;

/// <summary>Runs commands of nft(8).</summary>
internal interface INftables : IDisposable
{
    /// <summary>Runs commands as one transaction.</summary>
    public NftResult Run(string commands);
}
