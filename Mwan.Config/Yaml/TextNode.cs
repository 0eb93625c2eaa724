namespace Mwan.Config.Yaml;

/// <summary>A scalar.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Text">The value.</param>
/// <param name="Plain">Whether it is written without quotes.</param>
internal sealed record TextNode(Place Place, string Text, bool Plain) : Node(Place)
{
    /// <summary>Whether YAML's core schema reads it as null.</summary>
    public bool IsNull => Plain && Text is "" or "~" or "null" or "Null" or "NULL";
}
