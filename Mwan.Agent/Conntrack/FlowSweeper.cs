using System.Globalization;
using System.Net.Sockets;
using Mwan.Agent.Netlink;
using Mwan.Agent.Supervision;
using Mwan.Agent.Systemd;

namespace Mwan.Agent.Conntrack;

/// <summary>
/// Deletes flows one order after the other, on a thread that lives only as long as there is something to do: a table of a million flows
/// takes seconds, and the control loop has none to give. Says in the journal how many and why; nothing when there were none.
/// </summary>
/// <param name="open">Opens the table, once it is needed.</param>
/// <param name="journal">Where it is said.</param>
/// <param name="time">The clock.</param>
internal sealed class FlowSweeper(Func<IFlowTable> open, IJournal journal, TimeProvider time) : IDisposable
{
    /// <summary>Most passes of one order: flows that come back faster than they are deleted are not deleted for ever.</summary>
    public const int Passes = 5;

    private const int NoSuchEntry = 2;

    private readonly Lock _lock = new();
    private readonly List<FlowOrder> _waiting = [];
    private readonly Dictionary<FlowFilter, SilentFlows> _silent = [];
    private readonly long _started = time.GetTimestamp();
    private IFlowTable? _table;
    private Thread? _thread;
    private bool _stopped;

    /// <summary>Whether an order waits or is being done.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_lock)
            {
                return _thread is not null;
            }
        }
    }

    /// <summary>
    /// Takes orders and returns at once. One that waits already is not done twice, and one that waits in vain is not done at all: flows
    /// that began on a link since it is back are no longer meant.
    /// </summary>
    public void Order(FlowDecision decision)
    {
        lock (_lock)
        {
            _ = _waiting.RemoveAll(order => !decision.Holds(order.Deletion));
            ExecutionContext? turn = ExecutionContext.Capture();
            _waiting.AddRange(decision.Deletions.Where(deletion => !_waiting.Exists(order => order.Deletion == deletion)).Select(deletion => new FlowOrder(deletion, turn)));
            if (_waiting.Count > 0 && _thread is null && !_stopped)
            {
                // It belongs to no turn: each order brings its own.
                _thread = new Thread(Work) { IsBackground = true, Name = "flows" };
                _thread.UnsafeStart();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Thread? thread;
        lock (_lock)
        {
            _stopped = true;
            thread = _thread;
        }

        thread?.Join();
        _table?.Dispose();
    }

    private void Work()
    {
        while (Take() is { } order)
        {
            order.Do(Delete);
        }
    }

    private void Delete(FlowDeletion deletion)
    {
        try
        {
            _table ??= open();
            Say(deletion, deletion.IsWhole ? Sweep(_table, deletion) : Select(_table, deletion));
        }
        catch (SocketException exception)
        {
            Fail(deletion, exception.Message);
        }
        catch (Exception exception) when (Mishap.IsBearable(exception))
        {
            // On a thread of its own it would end the agent.
            Fail(deletion, Mishap.Of(exception));
        }
    }

    private FlowOrder? Take()
    {
        lock (_lock)
        {
            if (_stopped || _waiting.Count == 0)
            {
                _thread = null;
                return null;
            }

            FlowOrder next = _waiting[0];
            _waiting.RemoveAt(0);
            return next;
        }
    }

    private int Sweep(IFlowTable table, FlowDeletion deletion)
    {
        int deleted = 0;
        for (int pass = 0; pass < Passes && !_stopped && table.Count(deletion.Filter) is > 0 and int count; pass++)
        {
            NetlinkError result = table.Delete(deletion.Filter);
            if (result.Code != 0)
            {
                Fail(deletion, result.Message);
                break;
            }

            deleted += count;
        }

        return deleted;
    }

    private int Select(IFlowTable table, FlowDeletion deletion)
    {
        TimeSpan now = time.GetElapsedTime(_started);
        if (deletion.Cause == FlowCause.Silence && Silent(deletion.Filter).IsAtRest(now))
        {
            return 0;
        }

        IReadOnlyList<FlowEntry> flows = table.Read(deletion.Filter);
        IEnumerable<FlowEntry> chosen = deletion.Cause switch
        {
            FlowCause.Silence => Silent(deletion.Filter).Find(flows, now),
            FlowCause.Unanswered => flows.Where(static flow => !flow.IsAnswered),
            _ => flows.Where(deletion.IsFormer),
        };
        int deleted = 0;
        NetlinkError? refused = null;
        foreach (FlowEntry flow in chosen.TakeWhile(_ => !_stopped))
        {
            NetlinkError result = table.Delete(flow);
            deleted += result.Code == 0 ? 1 : 0;

            // One that has ended by itself is as good as deleted.
            refused = result.Code is 0 or NoSuchEntry ? refused : result;
        }

        if (refused is not null)
        {
            Fail(deletion, refused.Message);
        }

        return deleted;
    }

    private SilentFlows Silent(FlowFilter filter)
    {
        if (!_silent.TryGetValue(filter, out SilentFlows? silent))
        {
            _silent.Add(filter, silent = new SilentFlows());
        }

        return silent;
    }

    private void Say(FlowDeletion deletion, int count)
    {
        if (count > 0)
        {
            string number = count.ToString(CultureInfo.InvariantCulture);
            journal.Write(new JournalEntry(
                Priority.Notice,
                $"{deletion.Member}: {number} {Kind(deletion, count)} deleted: {deletion.Reason}",
                ("SUBJECT", deletion.Member), ("FLOWS", number)));
        }
    }

    private void Fail(FlowDeletion deletion, string problem) =>
        journal.Write(new JournalEntry(Priority.Error, $"{deletion.Member}: {Kind(deletion, 0)} cannot be deleted ({problem}): {deletion.Reason}", ("SUBJECT", deletion.Member)));

    private static string Kind(FlowDeletion deletion, int count) =>
        $"{(deletion.Filter.Family == Family.Ipv4 ? "IPv4" : "IPv6")} {deletion.Filter.Protocol switch { Ctnl.IPPROTO_UDP => "UDP ", Ctnl.IPPROTO_TCP => "TCP ", _ => "" }}{(count == 1 ? "flow" : "flows")}";
}
