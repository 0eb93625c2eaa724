using Mwan.Agent.Observation;
using Mwan.Agent.Status;
using Mwan.Agent.Systemd;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Status;

public sealed class ChangesTests
{
    private static readonly World Cut = ExampleWorld.WithLink("enmwanbr0", link => link with { Device = link.Device! with { Carrier = false } });
    private static readonly World Gone = ExampleWorld.WithLink("enmwanbr0", link => link with { Device = null });

    [Fact]
    public void A_quiet_system_says_nothing()
    {
        Assert.Empty(Between(null, ExampleWorld.Well));
        Assert.Empty(Between(ExampleWorld.Well, ExampleWorld.Well with { At = ExampleWorld.Now.AddSeconds(10) }));
    }

    [Fact]
    public void A_trouble_that_lasts_is_said_once()
    {
        Assert.Equal(Priority.Warning, Assert.Single(Between(ExampleWorld.Well, Cut)).Priority);
        Assert.Empty(Between(Cut, Cut));
    }

    [Fact]
    public void The_end_of_a_trouble_is_said() =>
        Assert.Equal("lan: well again; was: enmwanbr0 (net1) has no carrier", Assert.Single(Between(Cut, ExampleWorld.Well)).Message);

    [Fact]
    public void A_trouble_that_becomes_another_is_not_well() =>
        Assert.Equal("lan: enmwanbr0 (net1) is not there", Assert.Single(Between(Cut, Gone)).Message);

    private static IReadOnlyList<JournalEntry> Between(World? before, World after) => Changes.Between(before, after, ExampleWorld.Now);
}
