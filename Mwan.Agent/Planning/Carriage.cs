namespace Mwan.Agent.Planning;

/// <summary>What a member carries of one family.</summary>
/// <param name="Share">Share of new flows in percent, 0-100.</param>
/// <param name="Reason">Why it carries nothing, or what is wrong although it carries; null: nothing.</param>
internal sealed record Carriage(int Share, string? Reason);
