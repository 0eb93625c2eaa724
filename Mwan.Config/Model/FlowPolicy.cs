namespace Mwan.Config;

/// <summary>What happens to the flows of a member that new flows no longer use.</summary>
/// <param name="Action">The action.</param>
/// <param name="After">Delay of <see cref="FlowAction.ResetAfter"/>; zero otherwise.</param>
public sealed record FlowPolicy(FlowAction Action, TimeSpan After = default);
