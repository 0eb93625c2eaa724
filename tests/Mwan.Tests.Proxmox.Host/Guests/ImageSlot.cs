namespace Mwan.Tests.Proxmox.Host.Guests;

/// <summary>A slot of a scripted image.</summary>
/// <param name="Version">What is in it; null: nothing.</param>
/// <param name="ConfigHash">Hash of its site's configuration.</param>
/// <param name="Conduct">How it does.</param>
/// <param name="TriesLeft">Boots left to prove itself; null: it has.</param>
/// <param name="Refusal">Why it was given up; null: it was not.</param>
internal sealed record ImageSlot(string? Version, string? ConfigHash, Conduct Conduct, int? TriesLeft, string? Refusal = null)
{
    /// <summary>Whether a rollback went away from it, although it had proved itself.</summary>
    public bool IsSetAside { get; init; }
}
