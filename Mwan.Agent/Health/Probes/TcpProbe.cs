using System.Net;
using System.Net.Sockets;

namespace Mwan.Agent.Health.Probes;

/// <summary>
/// A TCP connect, and what is said over it. The connection ends with a reset, so that a probe a second leaves no heap of sockets in TIME_WAIT here
/// and none half open there.
/// </summary>
internal static class TcpProbe
{
    /// <summary>Connects once.</summary>
    public static Task<ProbeResult> RunAsync(ProbePath path, IPEndPoint target, TimeProvider time, CancellationToken deadline) =>
        RunAsync(path, target, static _ => Task.FromResult<ProbeResult?>(null), time, deadline);

    /// <summary>Connects once and talks.</summary>
    /// <param name="path">The member's way.</param>
    /// <param name="target">Who is called.</param>
    /// <param name="talk">What is said; gives what went wrong, or null when the answer is good.</param>
    /// <param name="time">The clock.</param>
    /// <param name="deadline">Ends connect and talk.</param>
    public static async Task<ProbeResult> RunAsync(ProbePath path, IPEndPoint target, Func<ProbeSocket, Task<ProbeResult?>> talk, TimeProvider time, CancellationToken deadline)
    {
        long start = time.GetTimestamp();
        Socket? socket = null;
        try
        {
            socket = path.Open(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            return Refusal.BeforeSending(exception);
        }

        using ProbeSocket calling = new(socket, deadline);
        Task<SocketError> connecting = calling.ConnectAsync(target);
        bool underWay = !connecting.IsCompleted;
        SocketError error = await connecting;
        return error is not SocketError.Success ? underWay ? Refusal.AfterSending(error) : Refusal.BeforeSending(new SocketException((int)error))
            : await talk(calling) ?? ProbeResult.Answered(time.GetElapsedTime(start));
    }
}
