using System.Net;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>What clients behind the downstream router look like from the Internet.</summary>
[Collection(SharedLabTests.Name)]
public sealed class OutboundTests(SharedLab shared) : Scenario(shared)
{
    private const int Calls = 200;

    // Two of equal weight: a share is off by more than five standard deviations once in a million runs.
    private const int Tolerance = 36;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Ipv4_alternates_between_the_mapped_addresses(int number)
    {
        LabClient client = Lab.Network.Clients[number];
        IPAddress[] expected = [.. Lab.Network.Preferred.Select(isp => isp.Wan.Mappings.Single(mapping => mapping.Internal.Equals(client.TranslatedTo)).External)];
        Balanced(expected, await Lab.CallAsync(client.Namespace, "tcp", LabNetwork.Echo, Calls));
    }

    [Theory]
    [InlineData(0, "2600:1700:2f71:c81::100", "2604:5500:c271:be01::100")]
    [InlineData(1, "2600:1700:2f71:c82::50", "2604:5500:c271:be02::50")]
    public async Task Ipv6_alternates_between_the_delegations_and_keeps_subnet_and_host(int number, params string[] expected) =>
        Balanced([.. expected.Select(IPAddress.Parse)], await Lab.CallAsync(Lab.Network.Clients[number].Namespace, "tcp", LabNetwork.Echo6, Calls));

    [Fact]
    public async Task No_packet_left_by_a_wan_with_a_source_that_is_not_its_own()
    {
        foreach (LabIsp isp in Lab.Network.Isps)
        {
            Assert.Contains("packets 0 bytes 0", await Lab.AtAsync(isp.Namespace, "nft list counter inet port spoofed"), StringComparison.Ordinal);
        }
    }

    private static void Balanced(IPAddress[] expected, IReadOnlyList<LabAnswer> answers)
    {
        Assert.DoesNotContain(answers, static answer => answer.Failure is not null);
        Assert.Equal(expected.Order(Comparer), answers.Select(static answer => answer.Caller!).Distinct().Order(Comparer));
        Assert.All(expected, address => Assert.InRange(answers.Count(answer => address.Equals(answer.Caller)), (Calls / 2) - Tolerance, (Calls / 2) + Tolerance));
    }

    private static Comparer<IPAddress> Comparer { get; } = Comparer<IPAddress>.Create(static (one, other) => string.CompareOrdinal(one.ToString(), other.ToString()));
}
