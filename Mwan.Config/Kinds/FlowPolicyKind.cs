using Mwan.Config.Description;

namespace Mwan.Config.Kinds;

/// <summary><c>drain</c>, <c>reset</c> or <c>reset-after: 10m</c>.</summary>
internal static class FlowPolicyKind
{
    private const string ResetAfter = "reset-after";

    private static readonly TextKind<TimeSpan> Delay = DurationKind.Between(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));

    private static readonly Field<TimeSpan> After = Field.Required(ResetAfter, Delay, "How long flows may go on before they are deleted.");

    public static readonly Kind<FlowPolicy> Instance = new EitherKind<FlowPolicy>(
        new TextKind<FlowPolicy>($"drain, reset or '{ResetAfter}: 10m'", Read)
        {
            Pattern = $"^(drain|reset|{ResetAfter}:? *[0-9]+(ms|s|m|h|d))$",
            Examples = ["drain", "reset", $"{ResetAfter}: 10m"],
            Write = Write,
        },
        new BuiltKind<FlowPolicy>(
            new Section("resetAfter", "Flows that are still alive after the delay are deleted.", After),
            $"{{ {ResetAfter}: 10m }}",
            (values, _) => values.At(After).Is(out TimeSpan delay) ? new FlowPolicy(FlowAction.ResetAfter, delay) : null));

    private static string Write(FlowPolicy policy) => policy.Action switch
    {
        FlowAction.Drain => "drain",
        FlowAction.Reset => "reset",
        _ => $"{ResetAfter}: {DurationKind.Write(policy.After)}",
    };

    private static string? Read(string text, out FlowPolicy? value)
    {
        value = text switch
        {
            "drain" => new FlowPolicy(FlowAction.Drain),
            "reset" => new FlowPolicy(FlowAction.Reset),
            _ => null,
        };
        if (value is null && text.StartsWith(ResetAfter, StringComparison.Ordinal)
            && DurationKind.TryParse(text[ResetAfter.Length..].TrimStart(':', ' '), out TimeSpan delay)
            && delay >= TimeSpan.FromSeconds(1) && delay <= TimeSpan.FromDays(1))
        {
            value = new FlowPolicy(FlowAction.ResetAfter, delay);
        }

        return value is null ? $"'{text}' is not drain, reset or '{ResetAfter}: 10m' (1s to 1d)" : null;
    }
}
