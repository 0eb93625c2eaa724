using System.Threading.Channels;

namespace Mwan.Agent.Running;

/// <summary>"Look again": any number of calls before the loop comes round is one look.</summary>
/// <param name="time">The clock.</param>
internal sealed class Wake(TimeProvider time)
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Asks for a look.</summary>
    public void Call() => _ = _calls.Writer.TryWrite(item: true);

    /// <summary>Waits for a call, but no longer than <paramref name="patience"/>.</summary>
    /// <exception cref="OperationCanceledException">The agent stops.</exception>
    public async Task WaitAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using CancellationTokenSource late = new(patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            _ = await _calls.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nothing called; the slow timer did.
        }
    }
}
