namespace Mwan.Config.Yaml;

/// <summary>One key of a mapping.</summary>
internal sealed record Entry(Place Place, string Key, Node Value);
