using System.Diagnostics.CodeAnalysis;

namespace Mwan.Config.Description;

/// <summary>A field's value with its place, or the reason why there is none.</summary>
internal abstract record Item(Origin Origin, Place Place, string Path)
{
    public bool IsGiven => Origin is Origin.Given;

    public bool IsAbsent => Origin is Origin.Absent;
}

/// <inheritdoc/>
internal sealed record Item<T>(Origin Origin, T? Value, Place Place, string Path) : Item(Origin, Place, Path)
{
    /// <summary>The value, if there is one that can be relied upon.</summary>
    public bool Is([MaybeNullWhen(false)] out T value)
    {
        value = Value;
        return Origin is Origin.Given or Origin.Default;
    }
}
