using System.Net;
using System.Net.Sockets;

namespace Mwan.Agent.Health.Probes;

/// <summary>
/// A socket for one question. Its calls end with a code and never with an exception: in an outage silence is what a probe hears each
/// second, and to throw and catch it would cost more than all answers do on a good day.
/// </summary>
internal sealed class ProbeSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _call = new(unsafeSuppressExecutionContextFlow: true);
    private readonly CancellationTokenRegistration _end;
    private TaskCompletionSource<SocketError>? _pending;

    /// <summary>Takes a socket over.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="deadline">Ends every call with <see cref="SocketError.OperationAborted"/>.</param>
    public ProbeSocket(Socket socket, CancellationToken deadline)
    {
        _socket = socket;
        _call.Completed += (_, call) => _pending!.SetResult(call.SocketError);
        _end = deadline.UnsafeRegister(static state => ((Socket)state!).Dispose(), socket);
    }

    /// <summary>Connects. A call that has ended at once with an error has not left the box.</summary>
    public Task<SocketError> ConnectAsync(EndPoint target)
    {
        _call.RemoteEndPoint = target;
        return RunAsync(_socket.ConnectAsync);
    }

    /// <summary>Sends all of it.</summary>
    public Task<SocketError> SendAsync(byte[] content)
    {
        _call.SetBuffer(content);
        return RunAsync(_socket.SendAsync);
    }

    /// <summary>Receives what there is.</summary>
    /// <param name="buffer">Where to.</param>
    /// <returns>How it ended, and how many bytes there are; none: the other side has ended the connection.</returns>
    public async Task<(SocketError Error, int Length)> ReceiveAsync(Memory<byte> buffer)
    {
        _call.SetBuffer(buffer);
        SocketError error = await RunAsync(_socket.ReceiveAsync);
        return (error, _call.BytesTransferred);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Dispose();
        _socket.Dispose();
        _call.Dispose();
    }

    private Task<SocketError> RunAsync(Func<SocketAsyncEventArgs, bool> start)
    {
        TaskCompletionSource<SocketError> pending = new();
        _pending = pending;
        try
        {
            return start(_call) ? pending.Task : Task.FromResult(_call.SocketError);
        }
        catch (ObjectDisposedException)
        {
            // The deadline came first.
            return Task.FromResult(SocketError.OperationAborted);
        }
    }
}
