using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mwan.Agent.Commands;
using Mwan.Agent.Differences;
using Mwan.Agent.Explaining;
using Mwan.Agent.Status;
using Mwan.Agent.Tracing;
using Mwan.Config;

namespace Mwan.Agent.Control;

/// <summary>JSON of the control socket and of <c>--json</c>, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(AddressConverter), typeof(EndpointConverter), typeof(NetworkConverter), typeof(InterfaceAddressConverter)])]
[JsonSerializable(typeof(Request))]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(Decision))]
[JsonSerializable(typeof(IReadOnlyList<Decision>))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(VersionReport))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(PlanReport))]
internal sealed partial class ControlJson : JsonSerializerContext
{
    /// <summary>The JSON of a value, indented for people.</summary>
    public static string Indented<T>(T value, JsonTypeInfo<T> type)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
