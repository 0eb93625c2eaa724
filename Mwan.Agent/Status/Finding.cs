namespace Mwan.Agent.Status;

/// <summary>Something that needs a person.</summary>
/// <param name="Gravity">How bad.</param>
/// <param name="Subject">What it is about: <c>state</c>, <c>configuration</c>, <c>certificates</c>, <c>clock</c>, <c>upgrade</c>, <c>agent</c> or a link's name.</param>
/// <param name="Text">A sentence with a remedy where there is one.</param>
internal sealed record Finding(Gravity Gravity, string Subject, string Text)
{
    /// <summary>What it belongs to in the journal (<c>MWAN_TRACE_ID</c>); null: nothing.</summary>
    public string? TraceId { get; init; }
}
