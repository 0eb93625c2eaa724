namespace Mwan.Agent.Applying;

/// <summary>What became of the table <c>inet mwan</c>.</summary>
/// <param name="Replaced">Whether it was put there anew.</param>
/// <param name="Repaired">Whether that was because somebody else had changed it.</param>
/// <param name="Error">Why it could not be; null: it is as planned.</param>
internal sealed record FirewallChange(bool Replaced, bool Repaired, string? Error)
{
    /// <summary>It is as planned already.</summary>
    public static FirewallChange None { get; } = new(Replaced: false, Repaired: false, Error: null);
}
