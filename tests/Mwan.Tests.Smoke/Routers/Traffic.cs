using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using Mwan.Config;
using Mwan.Tests.Smoke.Wire;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>
/// A client behind the router that sends all the time, to a router whose kernel has been given all that it needs to forward: a default
/// route and its neighbours. Only what the agent and the firewall put there is in the way of packets that the plan does not translate.
/// </summary>
internal sealed class Traffic : IAsyncDisposable
{
    private static readonly IPAddress Elsewhere = IPAddress.Parse("198.19.0.1");
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes("from behind the router");
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Router router;
    private readonly string wayOut;
    private readonly PhysicalAddress gateway;
    private readonly CancellationTokenSource ending = new();
    private readonly Task sending;
    private int sent;
    private int sentBefore = int.MaxValue;

    private Traffic(Router router, string wayOut, PhysicalAddress gateway)
    {
        this.router = router;
        this.wayOut = wayOut;
        this.gateway = gateway;
        sending = SendAsync();
    }

    /// <summary>Packets that left with the client's own address, of those that were sent since the firewall was restored. What was sent before may come out late.</summary>
    public IEnumerable<Frame> UntranslatedWithFirewall => Untranslated().Where(frame => NumberOf(frame) > sentBefore);

    public int SentSinceFirewall => Volatile.Read(ref sent) - sentBefore;

    public static async Task<Traffic> BeginAsync(Router router)
    {
        Wan wan = Bench.Site.Wans[^1];
        Neighbour isp = router.Wans[wan.Name];
        await router.WaitForAsync(
            text => text.Contains(isp.Leased!.ToString(), StringComparison.Ordinal), TimeSpan.FromSeconds(180), "ip", "-oneline", "address", "show", "dev", wan.DataInterface);
        return new Traffic(router, $"ip route replace default via {isp.Ipv4} dev {wan.DataInterface} onlink", await router.Lan.ResolveAsync(Bench.Site.Lan.Ipv4.Address, TimeSpan.FromSeconds(60)));
    }

    /// <summary>Takes the agent, the firewall and the rule against forwarding without a mark away, and tells whether a packet comes out as it went in.</summary>
    public async Task<bool> IsForwardedWithoutFirewallAsync()
    {
        // The way out comes last: the agent suffers no default route of others in the table main.
        await router.ScriptAsync(
            $"""
            systemctl stop mwan.service
            nft delete table inet mwan
            nft delete table inet baseline
            ip rule delete priority 3100
            sysctl --quiet --write net.ipv4.ip_forward=1
            {wayOut}
            """);
        long started = TimeProvider.System.GetTimestamp();
        while (!Untranslated().Any() && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(Pause);
        }

        return Untranslated().Any();
    }

    /// <summary>Loads the firewall and starts the agent again, and counts from then on.</summary>
    public async Task RestoreFirewallAsync()
    {
        await router.AskAsync("systemctl", "reload", "nftables-baseline.service");
        await router.AskAsync("systemctl", "start", "mwan.service");
        sentBefore = Volatile.Read(ref sent);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await sending;
        ending.Dispose();
    }

    private IEnumerable<Frame> Untranslated() => router.Wans.Values
        .SelectMany(isp => isp.Seen)
        .Where(frame => frame.Payload.AsSpan().IndexOf(Mark) >= 0 && IpPacket.Parse(frame)?.Source.Equals(router.Lan.Ipv4) == true);

    private static int NumberOf(Frame frame) => BitConverter.ToInt32(frame.Payload, frame.Payload.AsSpan().IndexOf(Mark) + Mark.Length);

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                int number = sent;
                byte[] content = [.. Mark, .. BitConverter.GetBytes(number)];
                await router.Lan.SendAsync(gateway, Segments.Datagram(router.Lan.Ipv4, 1024 + (number % 60000), Elsewhere, 33434, content));
                Interlocked.Increment(ref sent);
                await Task.Delay(Pause, ending.Token);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            // The router is off.
        }
    }
}
