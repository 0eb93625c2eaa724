using System.Globalization;
using System.Text;
using Mwan.Agent.Health;
using Mwan.Agent.Health.Probes;

namespace Mwan.Agent.Commands;

/// <summary>What <c>mwan probe</c> prints.</summary>
internal static class ProbeText
{
    private const int TargetWidth = 42;

    /// <summary>Each family with its targets; ends with a line feed.</summary>
    public static string Render(IReadOnlyList<(ProbedFamily Family, IReadOnlyList<ProbeResult> Results)> reports)
    {
        StringBuilder text = new();
        foreach ((ProbedFamily family, IReadOnlyList<ProbeResult> results) in reports)
        {
            int answered = results.Count(result => result.Outcome is ProbeOutcome.Answered);
            int needed = Math.Min(family.Settings.Quorum, Math.Max(1, Quorum.Asked(results)));
            string outcome = Quorum.Judge(results, family.Settings.Quorum) switch
            {
                RoundOutcome.Succeeded => "well",
                RoundOutcome.Failed => "FAILED",
                _ => "CANNOT PROBE",
            };
            _ = text.Append(CultureInfo.InvariantCulture, $"{family.Member} {family.FamilyName} ({family.Path.Interface}): {outcome}, {answered} of {results.Count} answered, {needed} needed\n");
            foreach ((Config.HealthTarget target, ProbeResult result) in family.Targets.Zip(results))
            {
                string start = string.Create(CultureInfo.InvariantCulture, $"  {TargetMeasurement.Name(target),-TargetWidth} ");
                _ = text.Append(start).Append(Words(result, family.Settings.Timeout)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Words(ProbeResult result, TimeSpan timeout) => result.Outcome switch
    {
        ProbeOutcome.Answered => string.Create(CultureInfo.InvariantCulture, $"answered in {result.RoundTrip.TotalMilliseconds:0.0} ms"),
        ProbeOutcome.NoAnswer when result.Reason is Refusal.Silence => string.Create(CultureInfo.InvariantCulture, $"no answer in {timeout.TotalMilliseconds:0} ms"),
        ProbeOutcome.NoAnswer => $"no answer: {result.Reason}",
        _ => $"cannot probe: {result.Reason}",
    };
}
