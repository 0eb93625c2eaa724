namespace Mwan.Config.Yaml;

/// <summary>A sequence.</summary>
internal sealed record ListNode(Place Place, IReadOnlyList<Node> Items) : Node(Place);
