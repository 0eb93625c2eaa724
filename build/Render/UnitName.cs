using System.Globalization;
using System.Text;

namespace Mwan.Build.Render;

/// <summary>Names inside unit names, escaped as <c>systemd-escape(1)</c> does.</summary>
public static class UnitName
{
    /// <summary>The escaped name: all but letters, digits, <c>:</c>, <c>_</c> and <c>.</c> as <c>\xNN</c>.</summary>
    public static string Escape(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        StringBuilder escaped = new();
        foreach (byte octet in Encoding.UTF8.GetBytes(name))
        {
            char character = (char)octet;
            bool plain = char.IsAsciiLetterOrDigit(character) || character is ':' or '_' || (character == '.' && escaped.Length > 0);
            _ = plain ? escaped.Append(character) : escaped.Append(CultureInfo.InvariantCulture, $"\\x{octet:x2}");
        }

        return escaped.ToString();
    }
}
