namespace Mwan.Agent.Conntrack;

/// <summary>
/// Finds UDP flows that ask and get no answer. Neither the timeout nor the status of a flow tells that: each packet of a keep-alive
/// sets the timeout anew, and one that was ever answered is assured for good. so the packet counters of both directions
/// (net.netfilter.nf_conntrack_acct, which the image turns on) are compared from look to look: a flow is silent when one direction
/// has gone on for <see cref="Patience"/> while the other stood still, whichever of them began it. A flow that merely idles is not
/// silent, and a kept-alive one that is answered drains. Where packets are not counted, only what never had an answer is found.
/// </summary>
internal sealed class SilentFlows
{
    /// <summary>How long a question may stay without an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // What was heard before a pause longer than this says nothing about now.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // A look costs 10 ms however few flows there are, for the kernel walks its whole table. A member that fails gets hardly any new ones.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(9);

    private Dictionary<ulong, Heard> _heard = [];
    private TimeSpan? _last;
    private TimeSpan _restsUntil;

    /// <summary>Whether a look can be left out, for the last one found none to watch.</summary>
    /// <param name="now">The time on the agent's own clock.</param>
    public bool IsAtRest(TimeSpan now) => now < _restsUntil;

    /// <summary>Those of the flows that are silent.</summary>
    /// <param name="flows">All that are to be watched now; those that are missing are forgotten.</param>
    /// <param name="now">The time on the agent's own clock.</param>
    public IReadOnlyList<FlowEntry> Find(IReadOnlyList<FlowEntry> flows, TimeSpan now)
    {
        if (now - _last > LongestPause)
        {
            _heard.Clear();
        }

        _last = now;
        Dictionary<ulong, Heard> heard = new(flows.Count);
        List<FlowEntry> silent = [];
        foreach (FlowEntry flow in flows.Where(flow => flow.IsChosen || flow.IsInbound))
        {
            ulong key = Key(flow);
            Heard next = _heard.TryGetValue(key, out Heard before) ? before.With(flow, now) : Heard.First(flow, now);
            heard[key] = next;
            if (now - next.AskedAt >= Patience)
            {
                silent.Add(flow);
            }
        }

        // The box's own flows are there all the time: its probes of this very member.
        _restsUntil = heard.Count == 0 ? now + Rest : now;
        _heard = heard;
        return silent;
    }

    // The kernel's number alone has 32 bits, too few to be alone among 100,000 flows.
    private static ulong Key(FlowEntry flow)
    {
        HashCode rest = default;
        rest.AddBytes(flow.Tuple.Span);
        return ((ulong)flow.Id << 32) | (uint)rest.ToHashCode();
    }

    private readonly record struct Heard(ulong Outward, ulong Inward, TimeSpan? AskedAt)
    {
        // What was never answered has asked.
        public static Heard First(FlowEntry flow, TimeSpan now) =>
            new(OutwardOf(flow), InwardOf(flow), flow.IsChosen && !flow.IsAnswered ? now : null);

        public Heard With(FlowEntry flow, TimeSpan now) =>
            Inward != InwardOf(flow) ? new Heard(OutwardOf(flow), InwardOf(flow), AskedAt: null)
            : Outward != OutwardOf(flow) ? this with { AskedAt = AskedAt ?? now }
            : this;

        private static ulong OutwardOf(FlowEntry flow) => (flow.IsChosen ? flow.Sent : flow.Answered) ?? 0;

        private static ulong InwardOf(FlowEntry flow) => (flow.IsChosen ? flow.Answered ?? (flow.IsAnswered ? 1UL : 0) : flow.Sent) ?? 0;
    }
}
