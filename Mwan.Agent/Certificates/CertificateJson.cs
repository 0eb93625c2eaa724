using System.Text.Json.Serialization;

namespace Mwan.Agent.Certificates;

/// <summary>JSON of <c>mwan certs show --json</c>, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CertificateReport))]
internal sealed partial class CertificateJson : JsonSerializerContext;
