using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mwan.Config;

/// <summary>Prefixes as text.</summary>
public sealed class NetworkConverter : JsonConverter<IPNetwork>
{
    /// <inheritdoc/>
    public override IPNetwork Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPNetwork.TryParse(reader.GetString(), out IPNetwork network) ? network : throw new JsonException("this is not an IP prefix");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IPNetwork value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
