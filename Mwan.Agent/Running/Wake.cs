using System.Threading.Channels;
using Mwan.Agent.Tracing;

namespace Mwan.Agent.Running;

/// <summary>"Look again": any number of calls before the loop comes round is one look, which knows what called for it.</summary>
/// <param name="time">The clock.</param>
internal sealed class Wake(TimeProvider time)
{
    // A storm of different causes is told by its beginning.
    private const int MaximumCauses = 16;

    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Lock _lock = new();
    private List<string> _causes = [];

    /// <summary>Asks for a look.</summary>
    /// <param name="cause">Why, see <see cref="Cause"/>.</param>
    public void Call(string cause)
    {
        lock (_lock)
        {
            if (_causes.Count < MaximumCauses && !_causes.Contains(cause))
            {
                _causes.Add(cause);
            }
        }

        _ = _calls.Writer.TryWrite(item: true);
    }

    /// <summary>What asks for a look for one cause.</summary>
    public Action For(string cause) => () => Call(cause);

    /// <summary>Waits for a call, but no longer than <paramref name="patience"/>.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="end">What has come when nobody called, see <see cref="Cause"/>.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What called, in the order of the first calls.</returns>
    /// <exception cref="OperationCanceledException">The agent stops.</exception>
    public async Task<IReadOnlyList<string>> WaitAsync(TimeSpan patience, string end, CancellationToken cancellation)
    {
        using CancellationTokenSource late = new(patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            _ = await _calls.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nothing called; the time did.
        }

        lock (_lock)
        {
            List<string> causes = _causes;
            _causes = [];
            return causes.Count == 0 ? [end] : causes;
        }
    }
}
