namespace Mwan.Config.Yaml;

/// <summary>A YAML value with its place.</summary>
internal abstract record Node(Place Place);
