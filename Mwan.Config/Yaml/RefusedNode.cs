namespace Mwan.Config.Yaml;

/// <summary>A value that was reported and stands for none.</summary>
internal sealed record RefusedNode(Place Place) : Node(Place);
