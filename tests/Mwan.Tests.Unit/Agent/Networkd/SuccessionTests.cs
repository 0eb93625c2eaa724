using System.Net;
using Mwan.Agent.Networkd;
using Mwan.Agent.Observation;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Networkd;

public sealed class SuccessionTests
{
    private static readonly Delegation Delegation = new(IPNetwork.Parse("2600:1700:2f71:c80::/60"), DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);
    private static readonly InterfaceLeases Told = new("enatt0", Lease: null, [Delegation], []) { Answered = true };
    private static readonly InterfaceLeases Silent = new("enatt0", Lease: null, [], []);
    private static readonly InterfaceLeases Taken = Silent with { Answered = true };

    private readonly ManualTime _time = new();
    private readonly Succession _succession;
    private NetworkdSnapshot _known = NetworkdSnapshot.Nothing;

    public SuccessionTests() => _succession = new Succession(_time);

    [Fact]
    public void A_new_networkd_that_has_no_answer_yet_leaves_what_the_old_one_told()
    {
        _succession.Begin();
        Assert.Equal(1, See(Told));
        _succession.Begin();
        Assert.Equal(1, See(Silent));
    }

    [Fact]
    public void It_leaves_it_for_half_a_minute()
    {
        _succession.Begin();
        _ = See(Told);
        _succession.Begin();
        _time.Pass(TimeSpan.FromSeconds(29));
        Assert.Equal(1, See(Silent));
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(0, See(Silent));
    }

    [Fact]
    public void Its_first_answer_ends_that()
    {
        _succession.Begin();
        _ = See(Told);
        _succession.Begin();
        Assert.Equal(0, See(Taken));
    }

    [Fact]
    public void What_it_has_told_itself_it_takes_away_without_another_word()
    {
        _succession.Begin();
        Assert.Equal(1, See(Told));
        Assert.Equal(0, See(Silent));
    }

    [Fact]
    public void One_interface_says_nothing_of_another()
    {
        InterfaceLeases other = Told with { Interface = "enwebpass0" };
        _succession.Begin();
        _ = See(Told, other);
        _succession.Begin();
        Assert.Equal(1, See(Taken, other with { Answered = false, Delegations = [] }));
    }

    private int See(params InterfaceLeases[] told)
    {
        _known = new NetworkdSnapshot(_succession.After(_known, told), Problem: null);
        return _known.Interfaces.Sum(leases => leases.Delegations.Count);
    }
}
