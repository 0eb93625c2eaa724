namespace Mwan.Tests.Netns.Worlds;

/// <summary>New flows, one at each look. The answers to the last ones may be late: a slow machine is no dead WAN.</summary>
internal sealed class Volley(Namespace place, string from, string to) : IDisposable
{
    private const int Kept = 64;

    private readonly Queue<Flow> _open = new();

    /// <summary>Begins another flow, and tells whether the other end sees one of the last as this.</summary>
    public bool Sees(string address, int milliseconds = 15)
    {
        Flow flow = new(place, from, to);
        _open.Enqueue(flow);
        if (_open.Count > Kept)
        {
            _open.Dequeue().Dispose();
        }

        return flow.Ask(milliseconds) == address || _open.Any(open => open.Heard() == address);
    }

    public void Dispose()
    {
        foreach (Flow flow in _open)
        {
            flow.Dispose();
        }
    }
}
