namespace Mwan.Agent.Conntrack;

/// <summary>A deletion that waits for its turn on another thread.</summary>
/// <param name="Deletion">What to delete.</param>
/// <param name="Context">
/// The context in which it was decided, with the trace that its lines in the journal belong to; null: none.
/// </param>
internal sealed record FlowOrder(FlowDeletion Deletion, ExecutionContext? Context)
{
    /// <summary>Does it in the context in which it was decided.</summary>
    public void Do(Action<FlowDeletion> delete)
    {
        if (Context is null)
        {
            delete(Deletion);
            return;
        }

        ExecutionContext.Run(Context, _ => delete(Deletion), state: null);
    }
}
