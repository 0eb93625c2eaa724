using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mwan.Config;

/// <summary>Durations as seconds, decimal and therefore exact to the tick of 100 ns: <c>0.4</c>.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        decimal seconds = reader.TokenType is JsonTokenType.Number && reader.TryGetDecimal(out decimal value)
            ? value
            : throw new JsonException("this is not a number of seconds");
        decimal ticks = seconds * TimeSpan.TicksPerSecond;
        return ticks is < 0 or > long.MaxValue ? throw new JsonException("this is not a duration") : TimeSpan.FromTicks((long)ticks);
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((decimal)value.Ticks / TimeSpan.TicksPerSecond);
}
