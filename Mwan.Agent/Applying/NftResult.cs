namespace Mwan.Agent.Applying;

/// <summary>What nft(8)'s library answered.</summary>
/// <param name="Output">What it printed.</param>
/// <param name="Error">Why it did nothing; null: it did everything.</param>
internal sealed record NftResult(string Output, string? Error);
