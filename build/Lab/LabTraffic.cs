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
    public static async Task<LabTraffic> StartAsync(RunningLab lab, LabClient client)
    {
        ArgumentNullException.ThrowIfNull(lab);
        ArgumentNullException.ThrowIfNull(client);
        int kept = lab.Network.Preferred.Count();
        await lab.AtAsync(client.Namespace, $"""
            : > {Log}
            /usr/lib/world/serve traffic {client.Namespace} python3 /usr/lib/world/traffic.py {Longest.TotalSeconds:0} {kept} {LabNetwork.Echo} {LabNetwork.Echo6}
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
                throw new TimeoutException($"Not within {deadline}: {what}. The last connections were:\n{string.Join('\n', events.TakeLast(40))}");
            }

            await Task.Delay(Pause);
        }
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
