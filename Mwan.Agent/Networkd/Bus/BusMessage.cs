namespace Mwan.Agent.Networkd.Bus;

/// <summary>A message from the bus, as far as a client of a few methods needs it.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="ReplySerial">Number of the call that it answers; 0: none.</param>
/// <param name="Member">Name of the method or signal; null: an answer.</param>
/// <param name="ErrorName">Name of the error; null: it is none.</param>
/// <param name="Signature">Types of the body's values; empty: no body.</param>
/// <param name="Body">The values, from a boundary of eight bytes.</param>
internal sealed record BusMessage(MessageType Type, uint ReplySerial, string? Member, string? ErrorName, string Signature, ReadOnlyMemory<byte> Body)
{
    /// <summary>The first value if it is a string, otherwise null.</summary>
    /// <exception cref="IOException">The body is cut short.</exception>
    public string? Text() => Signature.StartsWith('s') ? new WireReader(Body.Span).Text() : null;

    /// <summary>The first value if it is an <c>INT32</c>, otherwise null.</summary>
    /// <exception cref="IOException">The body is cut short.</exception>
    public int? Number() => Signature.StartsWith('i') ? (int)new WireReader(Body.Span).Number() : null;
}
