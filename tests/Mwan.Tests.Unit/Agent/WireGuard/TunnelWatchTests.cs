using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Observation;
using Mwan.Agent.WireGuard;
using Mwan.Config;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.WireGuard;

public sealed class TunnelWatchTests : WatchedTunnel
{
    [Fact]
    public void What_the_kernel_has_is_known_of_the_tunnel()
    {
        Kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        Kernel.LastHandshake = Time.GetUtcNow().AddSeconds(-5);
        Assert.Equal(
            new TunnelState { PublicKey = "own", Endpoint = Kernel.Endpoint, LastHandshake = Kernel.LastHandshake, IsFresh = true, IsIdle = true },
            Look(Seed, PlanningWorld.Well));
        Kernel.Exists = false;
        Assert.Equal(new TunnelState { IsIdle = true }, Look(Seed, NothingUp));
    }

    [Fact]
    public void The_mark_of_its_own_packets_is_given_back()
    {
        Kernel.Mark = 0;
        using TunnelSource source = Source(Seed);
        _ = State(source, PlanningWorld.Well);
        _ = State(source, PlanningWorld.Well);
        Assert.Equal(Seed.OuterMark, Kernel.Mark);
        Assert.Equal([$"vps: somebody gave its packets the mark 0, by which they do not go over {Seed.Over} alone; it has its own again."], Journal.Lines.Where(static line => line.Contains(" mark ", StringComparison.Ordinal)), StringComparer.Ordinal);
    }

    [Fact]
    public void A_mark_that_the_kernel_refuses_is_told_once()
    {
        (Kernel.Mark, Kernel.Refusal) = (7, "Operation not permitted");
        using TunnelSource source = Source(Seed);
        _ = State(source, PlanningWorld.Well);
        _ = State(source, PlanningWorld.Well);
        Assert.Single(Journal.Lines, static line => line.StartsWith("vps: somebody gave its packets the mark 7", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("att", true)]
    [InlineData("att webpass", false)]
    public void A_cold_tunnel_rests_while_anything_that_it_protects_works(string failing, bool rests)
    {
        Tunnel cold = Seed with { Warm = false };
        Assert.Equal(rests, Look(cold, PlanningWorld.Well, failing).IsResting);
        Assert.False(Look(Seed, PlanningWorld.Well, failing).IsResting);
        Assert.False(Look(cold, PlanningWorld.Well with { Previous = new Selection(["vps"], []) }, failing).IsResting);
    }

    [Fact]
    public void A_tunnel_is_idle_while_nothing_goes_through_it()
    {
        Assert.True(Look(Seed, PlanningWorld.Well, "att").IsIdle);
        using TunnelSource source = Source(Seed);
        Assert.False(State(source, PlanningWorld.Well, "att webpass").IsIdle);
        Time.Pass(Seed.OnRecovery.After - TimeSpan.FromSeconds(1));
        Assert.False(State(source, PlanningWorld.Well).IsIdle);
        Time.Pass(TimeSpan.FromSeconds(1));
        Assert.True(State(source, PlanningWorld.Well).IsIdle);
        Assert.False(Look(Seed with { Peer = Seed.Peer with { Keepalive = TimeSpan.Zero } }, PlanningWorld.Well).IsIdle);
        Assert.False(Look(Seed, PlanningWorld.Well with { Previous = new Selection(["vps"], []) }).IsIdle);
        Assert.False(Look(Seed with { Protects = ["att"] }, PlanningWorld.Well, "att").IsIdle);
        Assert.False(Look(Seed with { Peer = Seed.Peer with { Forwards = [new Forward("tcp", [], IPAddress.Loopback)] } }, PlanningWorld.Well).IsIdle);
        Pin pin = new() { To = [], From = [], Ports = [], Via = Seed.Name, Strict = false };
        using TunnelSource pinned = Source(Seed, pin);
        Assert.False(State(pinned, PlanningWorld.Well).IsIdle);
    }

    [Fact]
    public void A_cold_tunnel_of_one_family_does_not_wake_for_the_other()
    {
        Tunnel cold = Seed with { Warm = false };
        Assert.Equal([AddressFamily.InterNetwork], cold.Addresses.Select(address => address.Address.AddressFamily));
        using TunnelSource source = Source(cold);
        World world = source.Complete(PlanningWorld.Well, (_, family) => family == AddressFamily.InterNetworkV6 ? null : Healthy);
        Assert.True(world.Upstreams.Single(upstream => upstream.Name == "vps").Tunnel!.IsResting);
    }
}
