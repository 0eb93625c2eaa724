using System.Globalization;
using System.Text;

namespace Mwan.Build.Proxmox;

/// <summary>A plan for people: what <c>--dry-run</c> prints.</summary>
public static class PlanText
{
    /// <summary>Each step and its exact commands.</summary>
    public static string Of(ProxmoxPlan plan)
    {
        StringBuilder text = new();
        foreach (string note in plan.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"# note: {note}\n");
        }

        foreach ((int index, Step step) in plan.Steps.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"# {index + 1}. {step.What}\n{step.Shown}\n");
        }

        return text.ToString();
    }
}
