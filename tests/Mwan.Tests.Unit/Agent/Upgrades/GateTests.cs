using Mwan.Agent.Differences;
using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class GateTests
{
    private static readonly string[] Ways = ["att IPv4", "att IPv6", "webpass IPv4", "webpass IPv6"];

    [Fact]
    public void Every_way_that_worked_before_has_to_work() => Assert.Equal(
        "it does not reach the Internet by att IPv6, webpass IPv4, as the image before it did", Ask(["att IPv4"], ["att IPv4", "att IPv6", "webpass IPv4"]));

    [Fact]
    public void What_was_dead_before_may_be_dead_after_and_more_may_work() => Assert.Null(Ask(["att IPv4", "webpass IPv4"], ["att IPv4"]));

    [Fact]
    public void A_member_that_the_new_site_does_not_have_is_not_missed() => Assert.Null(Ask(["att IPv4"], ["att IPv4", "starlink IPv4"]));

    [Fact]
    public void Something_must_be_left_of_what_there_was() => Assert.Equal("it does not reach the Internet, as the image before it did", Ask([], ["starlink IPv4"]));

    [Fact]
    public void Without_a_record_the_plan_alone_counts() => Assert.Null(Ask([], before: null));

    [Fact]
    public void A_kernel_that_does_not_follow_is_refused() =>
        Assert.Equal(
            "the kernel does not follow the agent's plan: ip -4 rule: - 50: from all lookup 250 (and 2 more)",
            new Gate([new Section("ip -4 rule", ["- 50: from all lookup 250", "+ 200: from all lookup main"]), new Section("ip -6 rule", ["+ 200: from all lookup main"])], new Connectivity(Ways, ["att IPv4"])).Refusal(["att IPv4"]));

    [Fact]
    public void A_silent_agent_is_refused() => Assert.Equal("the agent does not answer", Gate.Silent.Refusal([]));

    private static string? Ask(string[] healthy, string[]? before) => new Gate([], new Connectivity(Ways, healthy)).Refusal(before);
}
