using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Status;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Status;

public sealed class MappingTableTests
{
    [Fact]
    public void On_a_day_without_trouble_all_work() => Assert.Equal(
        """

        MAPPING         INTERNAL           EXTERNAL             STATE
        att             10.250.250.2-6     104.57.226.193-197   all work
        webpass         10.250.250.2-6     136.25.91.242-246    all work

        """,
        Table(SeedWorld.Well));

    [Fact]
    public void One_that_does_not_work_is_told_by_itself_with_its_reason()
    {
        World world = SeedWorld.Cut.WithDevice("enwebpass0", device => device with { Addresses = [.. device.Addresses.Where(address => address != "136.25.91.243/32")] });
        Assert.Equal(
            """

            MAPPING         INTERNAL           EXTERNAL             STATE
            att             10.250.250.2-6     104.57.226.193-197   DOES NOT WORK: it has no carrier
            webpass         10.250.250.2       136.25.91.242        works
            webpass         10.250.250.3       136.25.91.243        DOES NOT WORK: enwebpass0 does not have the address: see networkctl status enwebpass0
            webpass         10.250.250.4-6     136.25.91.244-246    all work

            """,
            Table(world));
    }

    [Fact]
    public void An_address_that_another_host_has_too_does_not_work() => Assert.Contains(
        "136.25.91.244        DOES NOT WORK: another host on the link has the address too",
        Table(SeedWorld.Well.WithDevice("enwebpass0", device => device with { Duplicates = ["136.25.91.244/32"] })),
        StringComparison.Ordinal);

    [Fact]
    public void Those_of_an_unhealthy_wan_do_not_work() => Assert.Contains(
        "104.57.226.193-197   DOES NOT WORK: att is unhealthy",
        Table(SeedWorld.Well.WithVerdict("att", Verdict.Unhealthy)),
        StringComparison.Ordinal);

    [Fact]
    public void A_delegation_that_is_too_small_is_marked()
    {
        PrefixState[] prefixes = [.. Translations.Add(StatusTextTests.Report(SeedWorld.Cut), SeedWorld.Site).Prefixes];
        Assert.Equal([("att", false), ("webpass", true)], prefixes.Select(prefix => (prefix.Member, prefix.Partial)));
    }

    private static string Table(World world) => MappingTable.Of(Translations.Add(StatusTextTests.Report(world), SeedWorld.Site).Mappings, width: 200);
}
