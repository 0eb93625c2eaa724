using System.Text.Json;
using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>Status says where it broke: at the gateway, or behind it.</summary>
public sealed class GatewayTests : IDisposable
{
    private readonly Lab _lab = new();
    private readonly RunningAgent _agent;

    public GatewayTests()
    {
        LabSite.Install(_lab.Root, LabSite.Measured());
        _agent = _lab.Own(new RunningAgent(_lab));
        Until("one", "ipv4Health", "Healthy", failing: null);
        Until("one", "ipv6Health", "Healthy", failing: null);
        Until("two", "ipv4Health", "Healthy", failing: null);
    }

    [Fact]
    public void A_gateway_that_answers_with_a_dead_Internet_behind_it_is_not_to_blame()
    {
        _lab.Internet.Ip("link set one down");
        Until("one", "ipv4Health", "Unhealthy", "Internet");
        Until("one", "ipv6Health", "Unhealthy", "Internet");

        // Long enough for the kernel to have given the gateway up, had it not answered.
        _ = Waiting.Until(() => Gateway("one") == (true, true) && _lab.Router.Execute("ip", "neigh", "show", "198.51.100.1").Contains("REACHABLE", StringComparison.Ordinal), "the gateway was asked and answered");
        Until("one", "ipv4Health", "Unhealthy", "Internet");
        Assert.Equal("Healthy", Health("two", "ipv4Health").Verdict);
    }

    [Fact]
    public void A_gateway_that_falls_silent_is_named_and_forgiven_when_it_is_back()
    {
        _lab.One.Ip("addr flush dev router");
        Until("one", "ipv4Health", "Unhealthy", "Gateway");
        Until("one", "ipv6Health", "Unhealthy", "Gateway");
        Assert.Equal((false, false), Gateway("one"));
        string[] findings = [.. _agent.Status()!.Value.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("text").GetString()!)];
        Assert.Contains("IPv4 is unhealthy; it fails at: gateway (198.51.100.1 does not answer ARP)", findings);
        Assert.Contains("IPv6 is unhealthy; it fails at: gateway (fe80::f does not answer neighbour discovery)", findings);
        Assert.Equal(("Healthy", null), Health("two", "ipv4Health"));
        _lab.One.Ip("""
            addr add 198.51.100.1/25 dev router
            addr add fe80::f/64 dev router
            route add 198.51.100.192/26 via 198.51.100.10
            route add 2001:db8:1:10::/60 via fe80::a dev router
            route add 2001:db8:1::5/128 dev router
            """);
        Until("one", "ipv4Health", "Healthy", failing: null);
        Until("one", "ipv6Health", "Healthy", failing: null);
        Assert.Equal((true, true), Gateway("one"));
    }

    public void Dispose() => _lab.Dispose();

    private void Until(string member, string family, string verdict, string? failing)
    {
        try
        {
            _ = Waiting.Until(() => Health(member, family) == (verdict, failing), $"{member} {family} is {verdict}, failing at {failing ?? "nothing"}");
        }
        catch (TimeoutException exception)
        {
            string message = $"{exception.Message}\n{_agent.Upstream(member)}\n{_agent.Log}\n{_lab.Router.Execute("ip", "neigh")}";
            Dispose();
            throw new TimeoutException(message, exception);
        }
    }

    private (string? Verdict, string? Failing) Health(string member, string family) =>
        _agent.Upstream(member) is { } upstream && upstream.TryGetProperty(family, out JsonElement health)
            ? (health.GetProperty("verdict").GetString(), health.TryGetProperty("failing", out JsonElement failing) ? failing.GetString() : null)
            : (null, null);

    private (bool? Ipv4, bool? Ipv6) Gateway(string member)
    {
        JsonElement? upstream = _agent.Upstream(member);
        return (Answers("ipv4GatewayAnswers"), Answers("ipv6GatewayAnswers"));

        bool? Answers(string name) => upstream is { } known && known.TryGetProperty(name, out JsonElement answers) ? answers.GetBoolean() : null;
    }
}
