using System.Net;
using Mwan.Agent.Health;
using Mwan.Agent.Health.Names;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health.Names;

public sealed class TargetNamesTests
{
    private static readonly ProbedFamily Att = ProbedFamily.Of(ExampleSite.Value)[0];
    private static readonly ProbedFamily Webpass = ProbedFamily.Of(ExampleSite.Value)[2];
    private static readonly IPAddress First = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Second = IPAddress.Parse("192.0.2.2");

    private readonly ManualTime _time = new();
    private readonly Silent _journal = new();
    private int _asked;

    private Resolution _answer = new([First], TimeSpan.FromSeconds(60), Problem: null);

    [Fact]
    public async Task A_name_is_asked_once_per_life_and_per_member()
    {
        TargetNames names = Create();
        await names.RefreshAsync(Att, "a.example");
        Assert.Equal(First, names.Find(Att, "a.example").Address);
        _time.Pass(TimeSpan.FromSeconds(59));
        _ = names.Find(Att, "a.example");
        Assert.Equal(1, _asked);
        _ = names.Find(Webpass, "a.example");
        Assert.Equal(2, _asked);
        _time.Pass(TimeSpan.FromSeconds(1));
        _ = names.Find(Att, "a.example");
        Assert.Equal(3, _asked);
    }

    [Theory]
    [InlineData(0, 30)]
    [InlineData(86400, 3600)]
    public async Task A_life_is_bounded_both_ways(int seconds, int bound)
    {
        _answer = _answer with { TimeToLive = TimeSpan.FromSeconds(seconds) };
        TargetNames names = Create();
        await names.RefreshAsync(Att, "a.example");
        _time.Pass(TimeSpan.FromSeconds(bound - 1));
        _ = names.Find(Att, "a.example");
        Assert.Equal(1, _asked);
        _time.Pass(TimeSpan.FromSeconds(1));
        _ = names.Find(Att, "a.example");
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task The_last_good_address_is_kept_while_resolution_fails_which_is_said_once()
    {
        TargetNames names = Create();
        await names.RefreshAsync(Att, "a.example");
        _answer = new Resolution([], TimeSpan.Zero, "9.9.9.9: no answer in time");
        await names.RefreshAsync(Att, "a.example");
        await names.RefreshAsync(Att, "a.example");
        Assert.Equal(new KnownName(First, "9.9.9.9: no answer in time"), names.Find(Att, "a.example"));
        _answer = new Resolution([Second], TimeSpan.FromSeconds(60), Problem: null);
        await names.RefreshAsync(Att, "a.example");
        Assert.Equal(new KnownName(Second, Problem: null), names.Find(Att, "a.example"));
        Assert.Equal(
            [
                "att IPv4: the probe target a.example does not resolve (9.9.9.9: no answer in time); its last address 192.0.2.1 stays in use.",
                "att IPv4: the probe target a.example resolves again.",
            ],
            _journal.Entries.Select(entry => entry.Message),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_still_good_stays_though_the_order_turns()
    {
        TargetNames names = Create();
        await names.RefreshAsync(Att, "a.example");
        _answer = _answer with { Addresses = [Second, First] };
        await names.RefreshAsync(Att, "a.example");
        Assert.Equal(First, names.Find(Att, "a.example").Address);
    }

    private TargetNames Create() => new(
        (_, _, _) =>
        {
            _asked++;
            return Task.FromResult(_answer);
        },
        _journal,
        _time,
        CancellationToken.None);
}
