using Mwan.Agent.Planning.Ruleset;

namespace Mwan.Agent.Applying;

/// <summary>Runs commands of nft(8).</summary>
internal interface INftables : IDisposable
{
    /// <summary>Runs commands as one transaction.</summary>
    public NftResult Run(string commands);

    /// <summary>Whether the kernel has the table <see cref="NftTable.Name"/>; null: it does not tell.</summary>
    public bool? HasTable() => Run("list tables inet") is { Error: null } tables ? tables.Output.Split('\n').Contains($"table {NftTable.Name}", StringComparer.Ordinal) : null;
}
