using System.Text.Json.Serialization;

namespace Mwan.Config.Releases;

/// <summary>JSON of releases, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ReleaseDocument))]
[JsonSerializable(typeof(ReleaseIndex))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
