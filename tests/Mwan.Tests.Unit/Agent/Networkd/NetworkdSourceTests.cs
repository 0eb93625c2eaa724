using System.Net;
using Mwan.Agent.Networkd;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Networkd;

public sealed class NetworkdSourceTests : IDisposable
{
    private const string WithPrefix = """
        {"Interfaces":[{"Name":"enatt0","DHCPv6Client":{"Prefixes":[{"Prefix":[38,0,23,0,47,113,12,128,0,0,0,0,0,0,0,0],"PrefixLength":60}]}}]}
        """;

    private const string Empty = """{"Interfaces":[{"Name":"enatt0"}]}""";

    private const string Withdrawn = """
        {"Interfaces":[{"Name":"enatt0","DHCPv6Client":{"Prefixes":[{"Prefix":[38,0,23,0,47,113,12,128,0,0,0,0,0,0,0,0],"PrefixLength":60,"PreferredLifetimeUSec":1,"ValidLifetimeUSec":1}]}}]}
        """;

    private const string LeaseWithoutPrefix = """{"Interfaces":[{"Name":"enatt0","DHCPv6Client":{"Lease":{"LeaseTimestampUSec":1}}}]}""";

    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stop = new();
    private NetworkdSource _source;
    private Task _running = Task.CompletedTask;
    private int _woken;

    // Nobody is late by the slowness of this machine, but where a test is about that.
    public NetworkdSourceTests() => _source = Source(deadline: TimeSpan.FromSeconds(30));

    [Fact]
    public async Task A_signal_makes_it_read_and_news_wake_the_loop()
    {
        using FakeBus bus = Start();
        await UntilWokenAsync(1);
        Assert.Null(_source.Latest.Problem);
        Assert.Empty(_source.Latest.Interfaces);
        bus.Json = WithPrefix;
        bus.Signal("PropertiesChanged");
        await UntilWokenAsync(2);
        Assert.Equal(IPNetwork.Parse("2600:1700:2f71:c80::/60"), Assert.Single(_source.Latest.Find("enatt0")!.Delegations).Prefix);
    }

    [Fact]
    public async Task The_same_answer_wakes_nobody()
    {
        using FakeBus bus = Start(WithPrefix);
        await UntilWokenAsync(1);
        int read = bus.Descriptions;
        bus.Signal("PropertiesChanged");
        await Waiting.UntilAsync(() => bus.Descriptions > read, "the second reading");
        bus.Signal("PropertiesChanged");
        await Waiting.UntilAsync(() => bus.Descriptions > read + 1, "the third reading");
        Assert.Equal(1, Volatile.Read(ref _woken));
    }

    [Fact]
    public async Task Without_a_bus_it_says_so_and_goes_on_when_there_is_one()
    {
        _running = _source.RunAsync(_stop.Token);
        await Waiting.UntilAsync(() => _source.Latest.Problem?.Contains("bus is not there", StringComparison.Ordinal) == true, "the problem is named");
        using FakeBus bus = new(_directory.At("bus"));
        await Waiting.UntilAsync(() => _source.Latest.Problem is null, "the answer");
    }

    [Fact]
    public async Task Whoever_waits_for_the_first_answer_is_told_that_there_is_none()
    {
        Assert.False(_source.Asked.IsCompleted);
        _running = _source.RunAsync(_stop.Token);
        await _source.Asked.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.NotNull(_source.Latest.Problem);
    }

    [Fact]
    public async Task The_first_answer_is_known_to_whoever_waited_for_it()
    {
        using FakeBus bus = Start(WithPrefix);
        await _source.Asked.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.NotNull(_source.Latest.Find("enatt0"));
    }

    [Fact]
    public async Task A_bus_that_hangs_is_late_and_what_was_known_stays()
    {
        _source = Source(deadline: TimeSpan.FromSeconds(2));
        using FakeBus bus = Start(WithPrefix);
        await Waiting.UntilAsync(() => _source.Latest.Find("enatt0") is not null, "the first answer");
        bus.Hangs = true;
        bus.Signal("PropertiesChanged");
        await Waiting.UntilAsync(() => _source.Latest.Problem?.Contains("in time", StringComparison.Ordinal) == true, "the problem is named");
        _ = Assert.Single(_source.Latest.Find("enatt0")!.Delegations);
        bus.Hangs = false;
        await Waiting.UntilAsync(() => _source.Latest.Problem is null, "it has recovered");
    }

    [Fact]
    public async Task Networkd_that_starts_again_does_not_take_the_delegation_along()
    {
        using FakeBus bus = Start(WithPrefix);
        await Waiting.UntilAsync(() => _source.Latest.Find("enatt0") is not null, "the first answer");
        bus.Json = null;
        bus.Signal("NameOwnerChanged");
        await Waiting.UntilAsync(() => _source.Latest.Problem?.Contains("does not answer", StringComparison.Ordinal) == true, "networkd is gone");
        int read = bus.Descriptions;
        bus.Json = Empty;
        bus.Signal("NameOwnerChanged");
        await Waiting.UntilAsync(() => bus.Descriptions > read && _source.Latest.Problem is null, "networkd is back");
        _ = Assert.Single(_source.Latest.Find("enatt0")!.Delegations);
    }

    [Theory]
    [InlineData(Withdrawn)]
    [InlineData(LeaseWithoutPrefix)]
    public async Task What_networkd_takes_away_is_gone_at_once_however_short_ago_the_agent_started(string json)
    {
        using FakeBus bus = Start(WithPrefix);
        await Waiting.UntilAsync(() => _source.Latest.Find("enatt0")?.Delegations.Count == 1, "the delegation");
        bus.Json = json;
        bus.Signal("PropertiesChanged");
        await Waiting.UntilAsync(() => _source.Latest.Find("enatt0")?.Delegations.Count == 0, "it is gone");
    }

    [Theory]
    [InlineData(Withdrawn)]
    [InlineData(LeaseWithoutPrefix)]
    public async Task What_a_new_networkd_takes_away_is_gone_at_once_too(string json)
    {
        using FakeBus bus = Start(WithPrefix);
        await Waiting.UntilAsync(() => _source.Latest.Find("enatt0")?.Delegations.Count == 1, "the delegation");
        int read = bus.Descriptions;
        bus.Json = Empty;
        bus.Signal("NameOwnerChanged");
        await Waiting.UntilAsync(() => bus.Descriptions > read, "it knows nothing yet");
        _ = Assert.Single(_source.Latest.Find("enatt0")!.Delegations);
        bus.Json = json;
        bus.Signal("PropertiesChanged");
        await Waiting.UntilAsync(() => _source.Latest.Find("enatt0")?.Delegations.Count == 0, "it is gone");
    }

    [Fact]
    public async Task A_lease_is_asked_for_by_renewal_where_there_is_one_and_otherwise_by_starting_over()
    {
        using FakeBus bus = Start(WithPrefix);
        await Waiting.UntilAsync(() => _source.Latest.Find("enatt0") is not null, "the first answer");
        Assert.Null(await _source.RenewAsync("enatt0", _stop.Token));
        Assert.Equal(1, bus.Calls.Count(call => call == "RenewLink"));
        Assert.Equal(0, bus.Calls.Count(call => call == "ReconfigureLink"));
        Assert.Null(await _source.RenewAsync("enwebpass0", _stop.Token));
        Assert.Equal(1, bus.Calls.Count(call => call == "ReconfigureLink"));
        Assert.Null(await _source.ReconfigureAsync("enatt0", _stop.Token));
        Assert.Equal(2, bus.Calls.Count(call => call == "ReconfigureLink"));
    }

    [Fact]
    public async Task A_renewal_without_a_bus_says_why_it_failed() =>
        Assert.Contains("bus is not there", await _source.RenewAsync("enatt0", _stop.Token), StringComparison.Ordinal);

    public void Dispose()
    {
        _stop.Cancel();
        _ = _running.Wait(TimeSpan.FromSeconds(30));
        _stop.Dispose();
        _directory.Dispose();
    }

    private NetworkdSource Source(TimeSpan deadline) => new(_directory.At("bus"), [], TimeProvider.System, () => Interlocked.Increment(ref _woken))
    {
        Deadline = deadline,

        // Longer than any test waits: what is read is read because of a signal.
        Interval = TimeSpan.FromMinutes(5),
    };

    // It wakes after it has told: who saw the news may be there before.
    private Task UntilWokenAsync(int times) => Waiting.UntilAsync(() => Volatile.Read(ref _woken) == times, $"the loop is woken for the time number {times}");

    private FakeBus Start(string json = """{"Interfaces":[]}""")
    {
        FakeBus bus = new(_directory.At("bus")) { Json = json };
        _running = _source.RunAsync(_stop.Token);
        return bus;
    }
}
