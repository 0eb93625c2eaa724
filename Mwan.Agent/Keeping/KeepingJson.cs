using System.Text.Json.Serialization;

namespace Mwan.Agent.Keeping;

/// <summary>JSON of what outlives a run, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LastRunDocument))]
internal sealed partial class KeepingJson : JsonSerializerContext;
