using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>Status says where it broke: at the gateway, or behind it.</summary>
public sealed class GatewayTests : IDisposable
{
    private const AddressFamily Ipv4 = AddressFamily.InterNetwork;
    private const AddressFamily Ipv6 = AddressFamily.InterNetworkV6;

    private readonly Lab _lab = new();
    private readonly RunningAgent _agent;

    public GatewayTests()
    {
        LabSite.Install(_lab.Root, LabSite.Measured());
        _agent = _lab.Own(new RunningAgent(_lab));
        Until("one", Ipv4, Verdict.Healthy, failing: null);
        Until("one", Ipv6, Verdict.Healthy, failing: null);
        Until("two", Ipv4, Verdict.Healthy, failing: null);
    }

    [Fact]
    public void A_gateway_that_answers_with_a_dead_Internet_behind_it_is_not_to_blame()
    {
        _lab.Internet.Ip("link set one down");
        Until("one", Ipv4, Verdict.Unhealthy, Layer.Internet);
        Until("one", Ipv6, Verdict.Unhealthy, Layer.Internet);

        // Long enough for the kernel to have given the gateway up, had it not answered.
        _ = Waiting.Until(() => Gateway("one") == (true, true) && _lab.Router.Execute("ip", "neigh", "show", "198.51.100.1").Contains("REACHABLE", StringComparison.Ordinal), "the gateway was asked and answered");
        Until("one", Ipv4, Verdict.Unhealthy, Layer.Internet);
        Assert.Equal(Verdict.Healthy, Health("two", Ipv4).Verdict);
    }

    [Fact]
    public void A_gateway_that_falls_silent_is_named_and_forgiven_when_it_is_back()
    {
        KeepTheKernelFromAskingByItself();
        _lab.One.Space.Ip("""
            addr flush dev router
            route del 2001:db8:1::5/128 dev router
            """);
        Until("one", Ipv4, Verdict.Unhealthy, Layer.Gateway);
        Until("one", Ipv6, Verdict.Unhealthy, Layer.Gateway);
        Assert.Equal((false, false), Gateway("one"));
        string[] findings = [.. _agent.Status()!.Findings.Select(finding => finding.Text)];
        Assert.Contains(findings, text => text == "IPv4 is unhealthy; it fails at: gateway (198.51.100.1 does not answer ARP)");
        Assert.Contains(findings, text => text == "IPv6 is unhealthy; it fails at: gateway (fe80::f does not answer neighbour discovery)");
        Assert.Equal(Verdict.Healthy, Health("two", Ipv4).Verdict);
        _lab.One.Space.Ip("""
            addr add 198.51.100.1/25 dev router
            addr add fe80::f/64 dev router
            route replace 198.51.100.192/26 via 198.51.100.10
            route replace 2001:db8:1:10::/60 via fe80::a dev router
            route add 2001:db8:1::5/128 dev router
            """);
        Until("one", Ipv4, Verdict.Healthy, failing: null);
        Until("one", Ipv6, Verdict.Healthy, failing: null);
        Assert.Equal((true, true), Gateway("one"));
    }

    public void Dispose() => _lab.Dispose();

    // A gateway that answered a moment ago is not asked again for minutes, whatever is sent by it (neighbour(7), base_reachable_time_ms):
    // that it is silent can be found by the agent's own questions alone.
    private void KeepTheKernelFromAskingByItself()
    {
        _ = _lab.Router.Execute("sh", "-c", "for family in ipv4 ipv6; do echo 3600000 > /proc/sys/net/$family/neigh/wan1/base_reachable_time_ms; done");
        foreach (string gateway in (string[])["198.51.100.1", "fe80::f"])
        {
            _ = Waiting.Until(() => _lab.Router.Execute("ip", "neigh", "show", gateway, "dev", "wan1").Contains("REACHABLE", StringComparison.Ordinal), $"{gateway} has answered");
        }
    }

    private void Until(string member, AddressFamily family, Verdict verdict, Layer? failing)
    {
        try
        {
            _ = Waiting.Until(() => Health(member, family) == (verdict, failing), $"{member} {family} is {verdict}, failing at {(failing is { } layer ? $"{layer}" : "nothing")}");
        }
        catch (TimeoutException exception)
        {
            string message = $"{exception.Message}\n{_agent.Upstream(member)}\n{_agent.Log}\n{_lab.Router.Execute("ip", "neigh")}";
            Dispose();
            throw new TimeoutException(message, exception);
        }
    }

    private (Verdict? Verdict, Layer? Failing) Health(string member, AddressFamily family) =>
        _agent.Upstream(member) is { } upstream && (family == AddressFamily.InterNetwork ? upstream.Ipv4Health : upstream.Ipv6Health) is { } health
            ? (health.Verdict, health.Failing)
            : (null, null);

    private (bool? Ipv4, bool? Ipv6) Gateway(string member) => _agent.Upstream(member) is { } upstream ? (upstream.Ipv4GatewayAnswers, upstream.Ipv6GatewayAnswers) : (null, null);
}
