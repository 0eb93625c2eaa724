using System.Net.Sockets;

namespace Mwan.Agent.Health.Probes;

/// <summary>One question and its answer. Whatever happens on a socket comes out as a result.</summary>
internal static class Exchange
{
    /// <summary>Sends one datagram and waits for the right answer; others are skipped.</summary>
    /// <param name="open">Gives a connected socket.</param>
    /// <param name="question">What is sent.</param>
    /// <param name="judge">Looks at what came: null, it is not the answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="deadline">Ends the wait.</param>
    public static async Task<ProbeResult> AskAsync(
        Func<Socket> open, ReadOnlyMemory<byte> question, Func<ReadOnlyMemory<byte>, DatagramVerdict?> judge, TimeProvider time, CancellationToken deadline)
    {
        Socket? socket = null;
        long start;
        try
        {
            socket = open();
            start = time.GetTimestamp();
            _ = socket.Send(question.Span);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            return Refusal.BeforeSending(exception);
        }

        using ProbeSocket asking = new(socket, deadline);
        byte[] buffer = new byte[1500];
        while (true)
        {
            (SocketError error, int length) = await asking.ReceiveAsync(buffer);
            if (error is not SocketError.Success)
            {
                return Refusal.AfterSending(error);
            }

            if (judge(buffer.AsMemory(0, length)) is { } verdict)
            {
                return verdict.Problem is { } problem ? ProbeResult.NoAnswer(problem) : ProbeResult.Answered(time.GetElapsedTime(start));
            }
        }
    }
}
