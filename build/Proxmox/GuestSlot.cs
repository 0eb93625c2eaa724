namespace Mwan.Build.Proxmox;

/// <summary>A slot of the box: an entry of <c>mwan slots --json</c>.</summary>
/// <param name="Slot"><c>A</c> or <c>B</c>.</param>
/// <param name="Running">Whether it was booted.</param>
/// <param name="Version">What is in it; null: nothing.</param>
/// <param name="State">Its state in words.</param>
/// <param name="TriesLeft">Boots left to prove itself; null: it has, or nothing boots it.</param>
/// <param name="Refusal">Why it was not taken when it was tried last; null: it was, or nobody knows.</param>
public sealed record GuestSlot(string Slot, bool Running, string? Version, string State, int? TriesLeft, string? Refusal)
{
    /// <summary>Whether the next boot is of it; null: an image that does not tell.</summary>
    public bool? IsNext { get; init; }

    /// <summary>Whether it has proved itself.</summary>
    public bool IsGood => State == "good";

    /// <summary>Whether its next boots are counted.</summary>
    public bool IsOnTrial => TriesLeft > 0;
}
