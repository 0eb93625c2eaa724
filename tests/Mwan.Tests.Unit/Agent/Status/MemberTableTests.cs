using System.Net;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Status;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Status;

public sealed class MemberTableTests
{
    private static readonly DateTimeOffset Now = ExampleWorld.Now;

    [Fact]
    public void It_says_what_each_member_carries_how_it_is_and_why_not_better()
    {
        World world = ExampleWorld.Well with
        {
            Upstreams =
            [
                new Upstream
                {
                    Name = "att",
                    Ipv4Health = new FamilyHealth(Verdict.Healthy, Failing: null, Now.AddHours(-3)),
                    Ipv6Health = new FamilyHealth(Verdict.Unknown, Layer.Lease, Now.AddSeconds(-12)),
                },
                new Upstream
                {
                    Name = "webpass",
                    Delegations = [new Delegation(IPNetwork.Parse("2001:db8:1::/56"), Now.AddHours(1), Now.AddHours(2))],
                    Ipv4Health = new FamilyHealth(Verdict.Unhealthy, Layer.Internet, Now.AddMinutes(-4)),
                },
            ],
        };
        StatusReport report = Report(world) with
        {
            Members =
            [
                new MemberPlan("att", new Carriage(100, Reason: null), new Carriage(0, "it has no delegated prefix")),
                new MemberPlan("webpass", new Carriage(0, "unhealthy"), new Carriage(100, Reason: null)),
            ],
        };
        string expected = """

            MEMBER               NEW FLOWS HEALTH    WHY, AND SINCE WHEN
            att             IPv4     100 % healthy   for 3h 0min
                            IPv6       0 % unknown   it has no delegated prefix, fails at:
                                                     lease or delegation, for 12s
            webpass         IPv4       0 % UNHEALTHY unhealthy, fails at: Internet, for 4min
                            IPv6     100 % unknown
                            delegated 2001:db8:1::/56, valid for 2h 0min

            """;
        Assert.Equal(expected, MemberTable.Of(report, 80));
    }

    [Fact]
    public void Without_a_plan_there_is_no_table() => Assert.Equal("", MemberTable.Of(Report(ExampleWorld.Well), 80));

    private static StatusReport Report(World world) => new()
    {
        Findings = [],
        Uptime = TimeSpan.FromDays(3),
        AgentUptime = TimeSpan.FromDays(3),
        Age = TimeSpan.FromSeconds(2),
        World = world,
    };
}
