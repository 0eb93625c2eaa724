using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mwan.Agent.Control;

/// <summary>An address and a port as people write them, e.g. <c>203.0.113.10:51820</c> or <c>[2001:db8::1]:51820</c>.</summary>
internal sealed class EndpointConverter : JsonConverter<IPEndPoint>
{
    /// <inheritdoc/>
    public override IPEndPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPEndPoint.TryParse(reader.GetString() ?? "", out IPEndPoint? endpoint) ? endpoint : throw new JsonException("this is not an address with a port");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IPEndPoint value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
