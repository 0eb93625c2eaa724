using System.Globalization;
using System.Text;

namespace Mwan.Agent.Differences;

/// <summary>The plan as a person reads it, and as a program that knows diffs colours it. Pure.</summary>
internal static class PlanReportText
{
    private const string Red = "\e[31m";
    private const string Green = "\e[32m";
    private const string Plain = "\e[0m";

    /// <summary>The text, without a final line end.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="colour">Whether the reader's terminal understands colours.</param>
    public static string Render(PlanReport report, bool colour)
    {
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"# {report.Carries}\n");
        foreach (string note in report.Notes)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"# {note}\n");
        }

        if (report.Plan is { } plan)
        {
            Sections(text, plan, colour: false);
            _ = text.Append("\n# Against the kernel:\n");
        }

        Sections(text, report.Differences, colour);
        _ = report.Followed ? text.Append("The kernel follows the plan.\n") : text;
        return text.ToString().TrimEnd('\n');
    }

    private static void Sections(StringBuilder text, IReadOnlyList<Section> sections, bool colour)
    {
        foreach (Section section in sections)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"\n# {section.Of}\n");
            foreach (string line in section.Lines)
            {
                string? start = !colour ? null : line[0] == '+' ? Green : Red;
                _ = text.Append(start).Append(line).Append(start is null ? null : Plain).Append('\n');
            }
        }
    }
}
