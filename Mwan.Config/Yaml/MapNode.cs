namespace Mwan.Config.Yaml;

/// <summary>A mapping; no key occurs twice.</summary>
internal sealed record MapNode(Place Place, IReadOnlyList<Entry> Entries) : Node(Place);
