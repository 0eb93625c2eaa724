namespace Mwan.Agent.Explaining;

/// <summary>One way that a new flow may go.</summary>
/// <param name="By">The member; for what stays near the box, the link.</param>
/// <param name="Share">Share of such flows in percent, 1-100.</param>
/// <param name="Why">Why this way: tier and health, a pin, where it came in.</param>
/// <param name="Translation">What becomes of its addresses; null: nothing.</param>
/// <param name="NextHop">As ip-route(8) writes it; null: there is no route.</param>
internal sealed record Way(string By, int Share, string Why, string? Translation, string? NextHop);
