using System.Globalization;

namespace Mwan.Agent.Planning;

/// <summary>A plan in one sentence.</summary>
internal static class PlanText
{
    /// <summary>Who carries what, e.g. <c>IPv4 by att 50%, webpass 50%; IPv6 by nobody</c>.</summary>
    public static string Of(Plan plan) =>
        $"IPv4 by {Shares(plan, member => member.Ipv4)}; IPv6 by {Shares(plan, member => member.Ipv6)}";

    private static string Shares(Plan plan, Func<MemberPlan, Carriage> family) =>
        plan.Members.Where(member => family(member).Share > 0).ToArray() is { Length: > 0 } carriers
            ? string.Join(", ", carriers.Select(member => string.Create(CultureInfo.InvariantCulture, $"{member.Name} {family(member).Share}%")))
            : "nobody";
}
