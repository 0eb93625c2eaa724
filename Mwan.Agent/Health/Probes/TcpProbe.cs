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
        RunAsync(path, target, static (_, _) => Task.FromResult<string?>(null), time, deadline);

    /// <summary>Connects once and talks.</summary>
    /// <param name="path">The member's way.</param>
    /// <param name="target">Who is called.</param>
    /// <param name="talk">What is said; gives a problem without a full stop, or null when the answer is good.</param>
    /// <param name="time">The clock.</param>
    /// <param name="deadline">Ends connect and talk.</param>
    public static async Task<ProbeResult> RunAsync(
        ProbePath path, IPEndPoint target, Func<Socket, CancellationToken, Task<string?>> talk, TimeProvider time, CancellationToken deadline)
    {
        Socket? socket = null;
        bool sent = false;
        long start = time.GetTimestamp();
        try
        {
            socket = path.Open(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.LingerState = new LingerOption(enable: true, seconds: 0);

            // A connect that fails before it is under way has not left the box.
            ValueTask connecting = socket.ConnectAsync(target, deadline);
            sent = !connecting.IsFaulted;
            await connecting;
            return await talk(socket, deadline) is { } problem ? ProbeResult.NoAnswer(problem) : ProbeResult.Answered(time.GetElapsedTime(start));
        }
        catch (SocketException exception)
        {
            return sent ? Refusal.AfterSending(exception) : Refusal.BeforeSending(exception);
        }
        catch (OperationCanceledException)
        {
            return ProbeResult.NoAnswer(Exchange.Silence);
        }
        finally
        {
            socket?.Dispose();
        }
    }
}
