using System.Globalization;

namespace Mwan.Config.Kinds;

/// <summary>Durations with a unit: <c>400ms</c>, <c>30s</c>, <c>10m</c>, <c>1h</c>.</summary>
internal static class DurationKind
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public static TextKind<TimeSpan> Between(TimeSpan least, TimeSpan most)
    {
        string noun = $"a duration from {Write(least)} to {Write(most)}";
        return new TextKind<TimeSpan>(noun, (text, out value) =>
        {
            if (!TryParse(text, out value))
            {
                return $"'{text}' is not {noun}; write a whole number with a unit, like 400ms, 30s, 10m or 1h";
            }

            return value < least || value > most ? $"{text} is not {noun}" : null;
        })
        {
            Pattern = "^[0-9]+(ms|s|m|h|d)$",
            Examples = ["400ms", "30s", "10m"],
            Write = Write,
        };
    }

    /// <summary>In the largest unit that gives a whole number.</summary>
    public static string Write(TimeSpan value)
    {
        (string suffix, TimeSpan unit) = value == TimeSpan.Zero ? Units[1] : Units.Last(u => value.Ticks % u.Unit.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / unit.Ticks}{suffix}");
    }

    /// <summary>For a sentence, in seconds.</summary>
    public static string Seconds(TimeSpan value) => string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.###} s");

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        int digits = text.TakeWhile(char.IsAsciiDigit).Count();
        TimeSpan unit = Units.FirstOrDefault(u => text.AsSpan(digits).SequenceEqual(u.Suffix)).Unit;
        if (unit == default || digits > 9 || !int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return false;
        }

        value = count * unit;
        return true;
    }
}
