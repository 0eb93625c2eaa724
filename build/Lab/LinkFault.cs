namespace Mwan.Build.Lab;

/// <summary>Something that goes wrong at one link.</summary>
/// <param name="Name">What it is called in reports.</param>
/// <param name="Break">What makes it so.</param>
/// <param name="Mend">What makes it well again.</param>
public sealed record LinkFault(string Name, IReadOnlyList<FaultStep> Break, IReadOnlyList<FaultStep> Mend)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
