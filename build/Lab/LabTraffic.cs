using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Build.Lab;

/// <summary>A client that keeps opening connections to the Internet until this is disposed of, and what came of them.</summary>
public sealed class LabTraffic : IAsyncDisposable
{
    private const string Log = "/run/world/traffic.log";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly RunningLab lab;
    private readonly List<TrafficEvent> events = [];
    private long position;

    private LabTraffic(RunningLab lab) => this.lab = lab;

    /// <summary>What has been read so far, in the order in which it ended.</summary>
    public IReadOnlyList<TrafficEvent> Events => events;

    /// <summary>Starts it.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="client">The client.</param>
    /// <param name="longest">When it ends by itself, at most 30 minutes; null: after 15 minutes.</param>
    public static async Task<LabTraffic> StartAsync(RunningLab lab, LabClient client, TimeSpan? longest = null)
    {
        ArgumentNullException.ThrowIfNull(lab);
        ArgumentNullException.ThrowIfNull(client);
        int kept = lab.Network.Preferred.Count();
        await lab.AtAsync(client.Namespace, $"""
            : > {Log}
            /usr/lib/world/serve traffic {client.Namespace} python3 /usr/lib/world/traffic.py {(longest ?? Longest).TotalSeconds:0} {kept} {LabNetwork.Echo} {LabNetwork.Echo6}
            """);
        return new LabTraffic(lab);
    }

    /// <summary>Reads on until a condition holds.</summary>
    /// <param name="what">The condition in words.</param>
    /// <param name="holds">The condition.</param>
    /// <param name="deadline">How long to wait for it.</param>
    /// <exception cref="TimeoutException">It does not hold by then.</exception>
    public async Task UntilAsync(string what, Func<IReadOnlyList<TrafficEvent>, bool> holds, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(holds);
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await ReadAsync();
            if (holds(events))
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(started) > deadline)
            {
                throw new TimeoutException($"Not within {deadline}: {what}. Connections:\n{Summary(lab.Network, events)}\n{await lab.AtRouterAsync("mwan status 2>&1 || :")}");
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>How connections fared, a line for each way, in seconds since the first.</summary>
    public static string Summary(LabNetwork network, IReadOnlyList<TrafficEvent> events)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(events);
        double zero = events.Count == 0 ? 0 : events.Min(static one => one.Start);
        return string.Join('\n', events
            .GroupBy(one => $"{(one.IsNew ? "new" : "kept")} {(one.Family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} {network.CarrierOf(one.Seen) ?? "-"} {one.Failure}".TrimEnd(), StringComparer.Ordinal)
            .OrderBy(static way => way.Key, StringComparer.Ordinal)
            .Select(way => string.Create(CultureInfo.InvariantCulture, $"{way.Key}: {way.Count()}, from {way.Min(static one => one.Start) - zero:0.0} to {way.Max(static one => one.Start) - zero:0.0}")));
    }

    /// <summary>Reads what has been written since.</summary>
    public async Task ReadAsync()
    {
        byte[] content = await lab.World.Guest.ReadFileAsync(Log, position);
        int end = Array.LastIndexOf(content, (byte)'\n') + 1;
        position += end;
        events.AddRange(Encoding.ASCII.GetString(content, 0, end).Split('\n').Select(TrafficEvent.Parse).OfType<TrafficEvent>());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await lab.AtAsync("internet", "kill $(cat /run/world/traffic.pid) 2> /dev/null || :");
}
