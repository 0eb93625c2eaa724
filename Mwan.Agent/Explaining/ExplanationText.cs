using System.Globalization;
using System.Text;

namespace Mwan.Agent.Explaining;

/// <summary>An explanation as a person reads it. Pure.</summary>
internal static class ExplanationText
{
    private const int NameWidth = 15;

    /// <summary>The text, without a final line end.</summary>
    public static string Render(Explanation explanation)
    {
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"{explanation.Address}{(explanation.From is { } from ? $" from {from}" : "")}\n{explanation.Summary}\n");
        foreach (Way way in explanation.Ways)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"\n{way.By,-NameWidth} {way.Share,3} %  {way.Why}\n");
            Detail(way.Translation);
            Detail(way.NextHop ?? "no route");
        }

        if (explanation.Others.Count > 0)
        {
            _ = text.Append("\nnot by\n");
        }

        foreach (Excluded other in explanation.Others)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"{other.Member,-NameWidth}        {other.Reason}\n");
        }

        _ = explanation.Notes.Count > 0 ? text.Append('\n') : text;
        foreach (string note in explanation.Notes)
        {
            _ = text.Append(note).Append('\n');
        }

        return text.ToString().TrimEnd('\n');

        void Detail(string? line) => _ = line is null ? text : text.Append(' ', NameWidth + 8).Append(line).Append('\n');
    }
}
