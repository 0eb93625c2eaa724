using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

public sealed class BalanceTests : IDisposable
{
    private readonly Lab _lab = new();
    private readonly RunningAgent _agent;

    public BalanceTests()
    {
        _agent = _lab.Own(new RunningAgent(_lab));
        try
        {
            _ = Waiting.Until(() => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, 200) is not null, "the first flow passes");
        }
        catch (TimeoutException exception)
        {
            string message = $"{exception.Message}\n{_agent.Log}\n{_lab.Router.Execute("nft", "list", "ruleset")}\n{_lab.Router.Execute("ip", "rule")}";
            Dispose();
            throw new TimeoutException(message, exception);
        }
    }

    [Fact]
    public void New_flows_are_split_by_weight_and_have_the_mapped_address_of_their_wan()
    {
        const int flows = 900;
        string[] seen = [.. Enumerable.Range(0, flows).Select(_ => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4) ?? "nobody")];
        Assert.All(seen, address => Assert.True(address is "198.51.100.193" or "203.0.113.242", address));

        // Two thirds of 900 with a standard deviation of 14.1: five of them, so that chance fails it once in two million runs.
        Assert.InRange(seen.Count(address => address == "198.51.100.193"), 600 - 71, 600 + 71);
    }

    [Fact]
    public void A_flow_stays_with_its_wan()
    {
        for (int i = 0; i < 10; i++)
        {
            using Flow flow = new(_lab.Lan, Lab.Client4, Lab.Internet4);
            string?[] answers = [.. Enumerable.Range(0, 20).Select(_ => flow.Ask())];
            _ = Assert.Single(answers.Distinct(StringComparer.Ordinal));
            Assert.NotNull(answers[0]);
        }
    }

    [Fact]
    public void A_source_without_a_mapping_is_masqueraded() =>
        Assert.All(
            Enumerable.Range(0, 20).Select(_ => Flow.AskOnce(_lab.Lan, Lab.Unmapped4, Lab.Internet4)),
            answer => Assert.True(answer is "198.51.100.10" or "203.0.113.250", answer));

    [Theory]
    [InlineData("198.51.100.193")]
    [InlineData("203.0.113.242")]
    public void A_call_from_outside_reaches_the_router_behind_and_its_answer_leaves_by_the_same_wan(string address)
    {
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(Lab.Internet4, Flow.AskOnce(_lab.Internet, Lab.Internet4, address));
        }
    }

    [Theory]
    [InlineData("198.51.100.193")]
    [InlineData("203.0.113.242")]
    public void A_lan_client_that_calls_a_public_address_of_ours_reaches_what_is_behind_it(string address) =>
        Assert.Equal("10.250.250.1", Flow.AskOnce(_lab.Lan, Lab.Unmapped4, address));

    [Fact]
    public void A_dead_link_is_left_within_a_second_and_used_again_when_it_is_back()
    {
        _lab.One.Ip("link set router down");
        TimeSpan switched = Waiting.Until(() => Only("203.0.113.242"), "every new flow leaves by the other WAN");
        Assert.InRange(switched, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        _lab.One.Ip("""
            link set router up
            addr add fe80::f/64 dev router
            route add 198.51.100.192/26 via 198.51.100.10
            """);
        _ = Waiting.Until(() => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, 200) == "198.51.100.193", "the first WAN is used again");
    }

    public void Dispose() => _lab.Dispose();

    private bool Only(string address) =>
        Enumerable.Range(0, 12).All(_ => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, 20) == address);
}
