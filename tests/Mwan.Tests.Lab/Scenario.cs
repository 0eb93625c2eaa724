using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>Tests in the shared lab. At the end of each, what was on the WANs is looked through for what must never be there.</summary>
/// <param name="shared">The lab.</param>
public abstract class Scenario(SharedLab shared) : IAsyncLifetime
{
    private readonly Dictionary<LabIsp, List<CapturedPacket>> seen = [];

    /// <summary>The lab.</summary>
    protected RunningLab Lab => shared.Lab;

    /// <summary>The lab with what is kept of it.</summary>
    protected SharedLab Shared => shared;

    /// <summary>WANs that were broken, and when: a flow that began there may go on elsewhere.</summary>
    protected IList<(LabIsp Isp, double Since)> Broken { get; } = [];

    /// <summary>
    /// Spans of time, by the world's clock, in which somebody had taken the whole firewall away. Nothing is forwarded then. But an answer
    /// that arrives just then is for nobody whom the router knows, and its ICMP error may leave half translated, for the kernel takes the
    /// hooks of translation away one after the other.
    /// </summary>
    protected IList<(double From, double Until)> Open { get; } = [];

    /// <inheritdoc/>
    public virtual Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        string answers = await KnockAsync();
        IReadOnlyDictionary<LabIsp, IReadOnlyList<CapturedPacket>> packets = await SeenAsync();
        Assert.True(answers.Length == 0, $"A closed port of the router answers:\n{answers}");
        Nothing("left by a WAN that does not own its source", ForbiddenTraffic.ForeignSources(packets, [.. Open]));
        Nothing("of a tunnel's own packets left by another WAN than the one that carries it", new ForbiddenTraffic(Lab.Network).StrayedTunnels(packets));
        Nothing("of one flow was on two WANs", new ForbiddenTraffic(Lab.Network).FlowsOnTwoWans(packets, [.. Broken]));
    }

    /// <summary>What has been on the WANs since the scenario before this one ended.</summary>
    protected async Task<IReadOnlyDictionary<LabIsp, IReadOnlyList<CapturedPacket>>> SeenAsync()
    {
        foreach ((LabIsp isp, IReadOnlyList<CapturedPacket> packets) in await shared.Capture.ReadAsync())
        {
            if (!seen.TryAdd(isp, [.. packets]))
            {
                seen[isp].AddRange(packets);
            }
        }

        return seen.ToDictionary(static pair => pair.Key, static pair => (IReadOnlyList<CapturedPacket>)pair.Value);
    }

    private static void Nothing(string what, IReadOnlyList<string> found) =>
        Assert.True(found.Count == 0, $"{found.Count} packets: nothing {what}, but\n{string.Join('\n', found.Take(20))}");

    // From the ISP's own network: nearer than any attacker, and nothing on the way filters.
    private Task<string> KnockAsync() => Lab.AtAsync(
        "internet",
        "exec python3 /usr/lib/world/knock.py " + string.Join(' ', Lab.Network.Isps.SelectMany(static isp => new[] { isp.Lease, isp.Lease6 }.Select(address => $"{isp.Namespace} {address}"))));
}
