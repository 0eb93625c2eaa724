using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mwan.Config;

/// <summary>Addresses with their prefix length as text.</summary>
public sealed class InterfaceAddressConverter : JsonConverter<InterfaceAddress>
{
    /// <inheritdoc/>
    public override InterfaceAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        InterfaceAddress.TryParse(reader.GetString() ?? "", out InterfaceAddress? address)
            ? address
            : throw new JsonException("this is not an IP address with a prefix length");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, InterfaceAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
