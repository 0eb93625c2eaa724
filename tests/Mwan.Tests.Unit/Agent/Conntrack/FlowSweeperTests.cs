using System.Collections.Concurrent;
using System.Net.Sockets;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Netlink;
using Mwan.Agent.Systemd;
using Mwan.Agent.Tracing;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Conntrack;

public sealed class FlowSweeperTests : IDisposable
{
    private static readonly FlowDeletion Deletion = new("att", new FlowFilter(Family.Ipv4, 1, 0xff), FlowCause.Loss, "it has no carrier");

    private readonly FakeTable _table = new();
    private readonly Pages _journal = new();
    private readonly FlowSweeper _sweeper;

    public FlowSweeperTests() => _sweeper = new FlowSweeper(() => _table, _journal, TimeProvider.System);

    [Fact]
    public async Task One_line_says_how_many_and_why()
    {
        _table.Counts.Enqueue(3);
        Order(Deletion);
        await Waiting.UntilAsync(() => _journal.Count > 0, "the journal has a line");
        Assert.Equal("att: 3 IPv4 flows deleted: it has no carrier", _journal.Last);
        Assert.Equal(1, _table.Deletions);
    }

    [Fact]
    public async Task It_sweeps_until_none_is_left_and_counts_them_all()
    {
        _table.Counts.Enqueue(3);
        _table.Counts.Enqueue(2);
        Order(Deletion);
        await Waiting.UntilAsync(() => _journal.Count > 0, "the journal has a line");
        Assert.Equal("att: 5 IPv4 flows deleted: it has no carrier", _journal.Last);
    }

    [Fact]
    public async Task Flows_that_always_come_back_do_not_keep_it_for_ever()
    {
        _table.Counts = new Queue<int>(Enumerable.Repeat(1, 100));
        Order(Deletion);
        await Waiting.UntilAsync(() => _journal.Count > 0, "the journal has a line");
        Assert.Equal(FlowSweeper.Passes, _table.Deletions);
    }

    [Fact]
    public async Task Nothing_to_delete_is_nothing_to_say()
    {
        Order(Deletion);
        await Waiting.UntilAsync(() => _table.Asked == 1 && !_sweeper.IsBusy, "the table was asked");
        _table.Counts.Enqueue(1);
        Order(Deletion with { Member = "webpass" });
        await Waiting.UntilAsync(() => _journal.Count > 0, "the journal has a line");
        Assert.Equal(1, _journal.Count);
    }

    [Fact]
    public async Task The_caller_never_waits_orders_are_done_one_at_a_time_and_one_that_waits_already_is_not_done_twice()
    {
        _table.Counts = new Queue<int>([1, 0, 1, 0, 1, 0]);
        _table.Gate.Reset();
        Order(Deletion);
        await Waiting.UntilAsync(() => _table.Asked == 1, "the first order has begun");
        FlowDeletion second = Deletion with { Member = "webpass" };
        Order(second);
        Order(second, Deletion with { Member = "vps" });
        Assert.Equal(0, _journal.Count);
        _table.Gate.Set();
        await Waiting.UntilAsync(() => _journal.Count == 3, "all orders are done");
        Assert.Equal("vps: 1 IPv4 flow deleted: it has no carrier", _journal.Last);
        Assert.Equal(1, _table.MostAtOnce);
    }

    [Fact]
    public async Task A_member_without_flows_is_not_looked_at_for_silent_ones_again_and_again()
    {
        FlowDeletion silence = Deletion with { Cause = FlowCause.Silence };
        Assert.Equal(1, await ReadsAsync(silence));
        Assert.Equal(1, await ReadsAsync(silence));
        Assert.Equal(2, await ReadsAsync(Deletion with { Cause = FlowCause.Unanswered }));
        Assert.Equal(3, await ReadsAsync(silence with { Filter = silence.Filter with { Mark = 2 } }));
        _table.Entries = [Recorded.Flow];
        Assert.Equal(4, await ReadsAsync(silence with { Filter = silence.Filter with { Mark = 3 } }));
        Assert.Equal(5, await ReadsAsync(silence with { Filter = silence.Filter with { Mark = 3 } }));

        async Task<int> ReadsAsync(FlowDeletion deletion)
        {
            Order(deletion);
            await Waiting.UntilAsync(() => !_sweeper.IsBusy, "the order is done");
            return _table.Reads;
        }
    }

    [Fact]
    public async Task A_kernel_that_refuses_is_an_error_in_the_journal_and_the_next_order_is_done()
    {
        _table.Refusal = new NetlinkError(1, "Operation not permitted");
        _table.Counts = new Queue<int>([1]);
        Order(Deletion);
        await Waiting.UntilAsync(() => _journal.Count == 1, "the journal has a line");
        Assert.Equal("att: IPv4 flows cannot be deleted (Operation not permitted): it has no carrier", _journal.Last);
        _table.Refusal = null;
        _table.Counts = new Queue<int>([1]);
        Order(Deletion);
        await Waiting.UntilAsync(() => _journal.Count == 2, "the journal has another line");
    }

    [Fact]
    public async Task Only_flows_of_the_former_prefix_are_deleted()
    {
        _table.Entries = [Recorded.Flow];
        Order(
            Deletion with { Cause = FlowCause.Renumbering, Former = System.Net.IPNetwork.Parse("192.0.2.0/24") },
            Deletion with { Cause = FlowCause.Renumbering, Former = System.Net.IPNetwork.Parse("127.0.0.0/8"), Current = System.Net.IPNetwork.Parse("127.0.0.0/16") },
            Deletion with { Cause = FlowCause.Renumbering, Former = System.Net.IPNetwork.Parse("127.0.0.0/8"), Reason = "renumbered" });
        await Waiting.UntilAsync(() => _journal.Count > 0, "the journal has a line");
        Assert.Equal("att: 1 IPv4 flow deleted: renumbered", _journal.Last);
    }

    [Fact]
    public async Task Only_connections_that_nobody_has_answered_are_deleted_as_such()
    {
        const uint Confirmed = 8;
        _table.Entries = [Recorded.Flow, Recorded.With(id: 2, status: Confirmed), Recorded.With(id: 3, status: Confirmed | Ctnl.IPS_SEEN_REPLY)];
        _sweeper.Order(new FlowDecision(
            [new FlowMemory("att", Family.Ipv4) { Unanswered = new Countdown(TimeSpan.Zero) }],
            [Deletion with { Cause = FlowCause.Unanswered, Filter = Deletion.Filter with { Protocol = Ctnl.IPPROTO_TCP }, Reason = "nobody has answered" }]));
        await Waiting.UntilAsync(() => _journal.Count > 0, "the journal has a line");
        Assert.Equal("att: 1 IPv4 TCP flow deleted: nobody has answered", _journal.Last);
    }

    [Fact]
    public async Task An_order_whose_cause_ends_while_it_waits_is_not_done()
    {
        _table.Counts = new Queue<int>([1, 0, 1, 0]);
        _table.Gate.Reset();
        Order(Deletion);
        await Waiting.UntilAsync(() => _table.Asked == 1, "the first order has begun");
        Order(Deletion with { Member = "webpass" });
        _sweeper.Order(new FlowDecision([Lost("att"), new FlowMemory("webpass", Family.Ipv4)], [Deletion with { Member = "att", Reason = "last" }]));
        _table.Gate.Set();
        await Waiting.UntilAsync(() => _journal.Count == 2, "the other orders are done");
        Assert.Equal("att: 1 IPv4 flow deleted: last", _journal.Last);
    }

    [Fact]
    public async Task Each_deletion_is_said_under_the_trace_of_the_turn_that_decided_it()
    {
        ConcurrentQueue<Decision> decisions = [];
        Tracer tracer = new(_journal, TimeProvider.System, boot: null, decisions.Enqueue);
        using FlowSweeper sweeper = new(() => _table, tracer, TimeProvider.System);
        _table.Counts = new Queue<int>([1, 0, 1, 0, 1, 0]);
        _table.Gate.Reset();
        Turn("att");
        await Waiting.UntilAsync(() => _table.Asked == 1, "the first order has begun");
        Turn("webpass");
        Turn("vps");
        _table.Gate.Set();
        await Waiting.UntilAsync(() => _journal.All.Count(IsDeletion) == 3, "all orders are done");
        Assert.Equal(decisions.Select(decision => decision.Trace), _journal.All.Where(IsDeletion).Select(TraceOf), StringComparer.Ordinal);
        Assert.Equal(3, decisions.DistinctBy(decision => decision.Trace, StringComparer.Ordinal).Count());

        void Turn(string member)
        {
            tracer.Begin(["test"]);
            tracer.Write(new JournalEntry(Priority.Notice, $"{member} is cut"));
            sweeper.Order(new FlowDecision([Lost("att"), Lost("webpass"), Lost("vps")], [Deletion with { Member = member }]));
            tracer.End();
        }

        static bool IsDeletion(JournalEntry entry) => entry.Message.Contains(" deleted: ", StringComparison.Ordinal);

        static string TraceOf(JournalEntry entry) => entry.Fields.First(field => field.Name == "TRACE_ID").Value;
    }

    public void Dispose() => _sweeper.Dispose();

    private static FlowMemory Lost(string member) => new(member, Family.Ipv4) { Loss = new Countdown(TimeSpan.Zero) };

    private void Order(params FlowDeletion[] deletions) => _sweeper.Order(new FlowDecision([Lost("att"), Lost("webpass"), Lost("vps")], deletions));

    private sealed class Pages : IJournal
    {
        private readonly Lock _lock = new();
        private readonly List<JournalEntry> _entries = [];

        public int Count => Under(entries => entries.Count);

        public IReadOnlyList<JournalEntry> All => Under<IReadOnlyList<JournalEntry>>(entries => [.. entries]);

        public string Last => Under(entries => entries[^1].Message);

        public void Write(JournalEntry entry) => Under(entries =>
        {
            entries.Add(entry);
            return 0;
        });

        private T Under<T>(Func<List<JournalEntry>, T> read)
        {
            lock (_lock)
            {
                return read(_entries);
            }
        }
    }

    private sealed class FakeTable : IFlowTable
    {
        private int _inside;
        private int _asked;

        public Queue<int> Counts { get; set; } = [];

        public IReadOnlyList<FlowEntry> Entries { get; set; } = [];

        public NetlinkError? Refusal { get; set; }

        public ManualResetEventSlim Gate { get; } = new(initialState: true);

        public int Asked => Volatile.Read(ref _asked);

        public int Deletions { get; private set; }

        public int Reads { get; private set; }

        public int MostAtOnce { get; private set; }

        public int Count(FlowFilter filter)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _inside));
            _ = Interlocked.Increment(ref _asked);
            if (!Gate.Wait(TimeSpan.FromSeconds(30)))
            {
                throw new SocketException(11);
            }

            _ = Interlocked.Decrement(ref _inside);
            return Counts.TryDequeue(out int count) ? count : 0;
        }

        public IReadOnlyList<FlowEntry> Read(FlowFilter filter)
        {
            Reads++;
            return Entries;
        }

        public NetlinkError Delete(FlowFilter filter)
        {
            Deletions++;
            return Refusal ?? new NetlinkError(0, "");
        }

        public NetlinkError Delete(FlowEntry entry) => Refusal ?? new NetlinkError(0, "");

        public void Dispose() => Gate.Dispose();
    }
}
