using System.Text.Json.Serialization;

namespace Mwan.Agent.Health;

/// <summary>JSON of what is kept of health, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VerdictFile))]
internal sealed partial class HealthJson : JsonSerializerContext;
