using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mwan.Config;

/// <summary>Addresses as text.</summary>
public sealed class AddressConverter : JsonConverter<IPAddress>
{
    /// <inheritdoc/>
    public override IPAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPAddress.TryParse(reader.GetString(), out IPAddress? address) ? address : throw new JsonException("this is not an IP address");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
