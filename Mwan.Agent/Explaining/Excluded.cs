namespace Mwan.Agent.Explaining;

/// <summary>A member that such a flow does not use.</summary>
/// <param name="Member">Its name.</param>
/// <param name="Reason">Why not.</param>
internal sealed record Excluded(string Member, string Reason);
