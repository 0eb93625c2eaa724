using System.Globalization;
using System.Net;
using Mwan.Build.Lab;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>From a cold start, with certificates that come last, to a router that says all is well.</summary>
[Collection(SharedLabTests.Name)]
public sealed class BringUpTests(SharedLab shared) : Scenario(shared)
{
    private static readonly IPAddress MulticastListeners = IPAddress.Parse("ff02::16");

    [Fact]
    public async Task Every_wan_has_its_lease_and_delegation_and_is_healthy()
    {
        string status = await Lab.AtRouterAsync("mwan status || true");
        string addresses = await Lab.AtRouterAsync("ip -brief address");
        foreach (LabIsp isp in Lab.Network.Isps)
        {
            Assert.Contains($"{isp.Lease}/24", addresses, StringComparison.Ordinal);
            Assert.Contains($"delegated {isp.Delegation}", status, StringComparison.Ordinal);
        }

        foreach (Wan wan in Lab.Network.Site.Wans)
        {
            Assert.DoesNotContain($"! {wan.Name}: ", status, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_kernel_follows_the_plan() =>
        Assert.Contains("The kernel follows the plan.", await Lab.AtRouterAsync("mwan plan"), StringComparison.Ordinal);

    [Fact]
    public async Task Nothing_passed_the_port_before_it_was_authorised()
    {
        LabIsp isp = Lab.Network.Isps.First(static isp => isp.Wan.Authentication is not null);
        _ = await SeenAsync();
        IReadOnlyList<CapturedPacket> packets = await Shared.Capture.HistoryAsync(isp);
        double authorised = double.Parse(await Lab.AtAsync(isp.PortNamespace, "cat /run/world/authorised-first"), CultureInfo.InvariantCulture);
        Assert.Contains(packets, packet => packet.FromRouter && packet.Time < authorised);

        // The ISP's own interface says that it listens to multicast (RFC 3810); that is no service.
        Assert.DoesNotContain(packets, packet => !packet.FromRouter && packet.Time < authorised && !packet.Destination.Equals(MulticastListeners));
        Assert.Contains(packets, packet => !packet.FromRouter && packet.Time >= authorised);
    }
}
