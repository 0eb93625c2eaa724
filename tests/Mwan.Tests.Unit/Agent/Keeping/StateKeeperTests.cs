using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Keeping;
using Mwan.Agent.Observation;
using Mwan.Tests.Unit.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Keeping;

public sealed class StateKeeperTests : IDisposable
{
    private readonly SteppedTime _time = new();
    private readonly Notes _journal = new();
    private readonly Disk _disk = new();
    private readonly StateKeeper _keeper;
    private int _news;

    public StateKeeperTests() => _keeper = new StateKeeper(_disk, _journal, _time, () => Interlocked.Increment(ref _news));

    [Fact]
    public async Task What_the_last_run_left_is_read_before_anything_is_written_and_given_once()
    {
        _disk.Content = LastRunFormat.Serialize(Run("att"));
        Assert.Null(_keeper.Offer(mounted: false, Run("none")));
        Assert.Equal(0, _disk.Calls);
        _ = _keeper.Offer(mounted: true, Run("none"));
        await Waiting.UntilAsync(() => Volatile.Read(ref _news) == 1, "it is read");
        Assert.Equal(["att"], _keeper.Offer(mounted: true, Run("none"))?.Selection.Ipv4);
        Assert.Equal(1, _disk.Calls);
        Assert.Null(_keeper.Offer(mounted: true, Run("webpass")));
        await Waiting.UntilAsync(() => _disk.Selected == "webpass", "the present is written");
    }

    [Fact]
    public async Task A_disk_that_hangs_holds_nobody_up_and_takes_the_latest_when_it_is_back()
    {
        await ReadAsync();
        using ManualResetEventSlim frozen = new(initialState: false);
        _disk.Gate = frozen;
        _ = _keeper.Offer(mounted: true, Run("first"));
        await Waiting.UntilAsync(() => _disk.Waiting, "the write hangs");
        for (int turn = 0; turn < 100; turn++)
        {
            _time.Pass(TimeSpan.FromSeconds(1));
            Assert.Null(_keeper.Offer(mounted: true, Run($"turn {turn}")));
        }

        Assert.Equal(2, _disk.Calls);
        frozen.Set();
        await UntilOfferedAsync("latest");
        Assert.Equal(["first", "latest"], _disk.Written);
    }

    [Fact]
    public async Task Writes_are_no_more_frequent_than_the_pause_and_what_does_not_change_is_only_refreshed()
    {
        await ReadAsync();
        await UntilOfferedAsync("att");
        _ = _keeper.Offer(mounted: true, Run("webpass"));
        _time.Pass(StateKeeper.Pause - TimeSpan.FromSeconds(1));
        _ = _keeper.Offer(mounted: true, Run("webpass"));
        Assert.Equal(["att"], _disk.Written);
        _time.Pass(TimeSpan.FromSeconds(1));
        await UntilOfferedAsync("webpass");
        _time.Pass(StateKeeper.Refresh - TimeSpan.FromSeconds(1));
        _ = _keeper.Offer(mounted: true, Run("webpass"));
        Assert.Equal(["att", "webpass"], _disk.Written);
        _time.Pass(TimeSpan.FromSeconds(1));
        await Waiting.UntilAsync(
            () =>
            {
                _ = _keeper.Offer(mounted: true, Run("webpass"));
                return _disk.Written.Count == 3;
            },
            "it is refreshed");
    }

    [Fact]
    public async Task A_disk_that_refuses_is_said_once_and_tried_again()
    {
        await ReadAsync();
        _disk.Refuses = true;
        for (int attempt = 1; attempt <= 5; attempt++)
        {
            int calls = 1 + attempt;
            await Waiting.UntilAsync(
                () =>
                {
                    _ = _keeper.Offer(mounted: true, Run("att"));
                    return _disk.Calls == calls;
                },
                "it is tried");
            _time.Pass(StateKeeper.Pause);
        }

        Assert.Equal("The last verdicts on the state disk cannot be read or kept (No space left on device); after a reboot all members start as unknown.", Assert.Single(_journal.Lines));
        _disk.Refuses = false;
        await UntilOfferedAsync("att");
    }

    [Theory]
    [InlineData("""{"version":7}""", "State disk: the file of the last verdicts has version 7 and this program reads 1; all members start as unknown.")]
    [InlineData("nonsense", "State disk: the file of the last verdicts is damaged (")]
    public async Task A_file_that_cannot_be_used_is_a_line_and_is_replaced(string content, string line)
    {
        _disk.Content = System.Text.Encoding.UTF8.GetBytes(content);
        await UntilOfferedAsync("att");
        Assert.StartsWith(line, Assert.Single(_journal.Lines), StringComparison.Ordinal);
        Assert.Equal(0, _news);
    }

    [Fact]
    public async Task At_the_end_the_present_is_written_even_within_the_pause()
    {
        await ReadAsync();
        await UntilOfferedAsync("att");
        _keeper.Finish(Run("webpass"), TimeSpan.FromSeconds(30));
        Assert.Equal(["att", "webpass"], _disk.Written);
    }

    [Fact]
    public async Task At_the_end_a_disk_that_hangs_is_not_waited_for()
    {
        await ReadAsync();
        using ManualResetEventSlim frozen = new(initialState: false);
        _disk.Gate = frozen;
        _ = _keeper.Offer(mounted: true, Run("first"));
        _keeper.Finish(Run("last"), TimeSpan.FromMilliseconds(50));
        Assert.Empty(_disk.Written);
        frozen.Set();
        await Waiting.UntilAsync(() => _disk.Written.Count == 1, "the thread is gone");
    }

    public void Dispose() => _disk.Gate?.Set();

    private static LastRun Run(string carrier) => new(
        Script.Beginning,
        [new LastVerdict("att", AddressFamily.InterNetwork, new FamilyHealth(Verdict.Healthy, Failing: null, Script.Beginning), OwesHold: false, Flaps: 0)],
        new Selection([carrier], []));

    private async Task ReadAsync()
    {
        _ = _keeper.Offer(mounted: true, LastRun.None);
        await Waiting.UntilAsync(() => _keeper.IsIdle, "the file is read");
    }

    private Task UntilOfferedAsync(string carrier) => Waiting.UntilAsync(
        () =>
        {
            _ = _keeper.Offer(mounted: true, Run(carrier));
            return _disk.Selected == carrier && _keeper.IsIdle;
        },
        $"{carrier} is written");

    private sealed class Disk : IStateFile
    {
        private readonly List<string> _written = [];
        private int _calls;

        public byte[]? Content { get; set; }

        public ManualResetEventSlim? Gate { get; set; }

        public bool Refuses { get; set; }

        public bool Waiting { get; private set; }

        public int Calls => Volatile.Read(ref _calls);

        public IReadOnlyList<string> Written
        {
            get
            {
                lock (_written)
                {
                    return [.. _written];
                }
            }
        }

        public string? Selected => Written is [.., var last] ? last : null;

        public byte[]? Read()
        {
            _ = Interlocked.Increment(ref _calls);
            return Content;
        }

        public void Write(byte[] content)
        {
            _ = Interlocked.Increment(ref _calls);
            Waiting = true;
            Gate?.Wait();
            if (Refuses)
            {
                throw new IOException("No space left on device");
            }

            Assert.True(LastRunFormat.TryRead(content, out LastRun run, out _));
            lock (_written)
            {
                _written.Add(run.Selection.Ipv4[0]);
            }
        }

        public void Delete() => Content = null;
    }
}
