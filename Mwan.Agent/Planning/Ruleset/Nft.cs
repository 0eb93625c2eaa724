namespace Mwan.Agent.Planning.Ruleset;

/// <summary>Words of nft(8).</summary>
internal static class Nft
{
    /// <summary>A braced list.</summary>
    public static string Braces(IEnumerable<string> elements) => "{ " + string.Join(", ", elements) + " }";

    /// <summary>A quoted interface name.</summary>
    public static string Quoted(string name) => $"\"{name}\"";
}
