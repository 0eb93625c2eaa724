using System.Buffers.Binary;
using System.Threading.Channels;

namespace Mwan.Build.Machines;

/// <summary>
/// Our end of a machine's <see cref="StreamBackend"/>: sends and receives Ethernet frames (without preamble and checksum) in this process.
/// What nobody reads is dropped, oldest first, so that a guest never waits for us.
/// </summary>
public sealed class EthernetLink : IAsyncDisposable
{
    private const int Kept = 8192;
    private const int LargestFrame = 65536 + 64;

    private readonly CancellationTokenSource closing = new();
    private readonly UnixListener listener;
    private readonly TaskCompletionSource<Stream> connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim turn = new(1);
    private readonly Channel<byte[]> received = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task reading;

    /// <summary>Listens for a machine.</summary>
    /// <param name="socket">Path of the socket, at most 107 bytes.</param>
    public EthernetLink(string socket)
    {
        Backend = new StreamBackend(socket);
        listener = new UnixListener(socket);
        reading = ReadAsync();
    }

    /// <summary>What the NIC at the other end is given.</summary>
    public StreamBackend Backend { get; }

    /// <summary>The frames that the guest sent.</summary>
    public ChannelReader<byte[]> Received => received.Reader;

    /// <summary>Sends a frame to the guest.</summary>
    /// <exception cref="IOException">The machine has gone.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellation = default)
    {
        Stream stream = await connected.Task.WaitAsync(cancellation);
        byte[] framed = new byte[4 + frame.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, frame.Length);
        frame.CopyTo(framed.AsMemory(4));
        await turn.WaitAsync(cancellation);
        try
        {
            await stream.WriteAsync(framed, cancellation);
        }
        catch (ObjectDisposedException end)
        {
            // The reader saw the machine go first, and closed the stream under us.
            throw new IOException("The machine has gone.", end);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await reading;
        listener.Dispose();
        turn.Dispose();
        closing.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await using Stream stream = await listener.AcceptAsync(closing.Token);
            connected.SetResult(stream);
            byte[] length = new byte[4];
            while (true)
            {
                await stream.ReadExactlyAsync(length, closing.Token);
                int size = BinaryPrimitives.ReadInt32BigEndian(length);
                if (size is < 0 or > LargestFrame)
                {
                    throw new IOException($"QEMU announces a frame of {size} bytes.");
                }

                byte[] frame = new byte[size];
                await stream.ReadExactlyAsync(frame, closing.Token);
                received.Writer.TryWrite(frame);
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException or OperationCanceledException)
        {
            connected.TrySetException(new IOException("The machine has gone.", end));
            _ = connected.Task.Exception;
        }

        received.Writer.TryComplete();
    }
}
