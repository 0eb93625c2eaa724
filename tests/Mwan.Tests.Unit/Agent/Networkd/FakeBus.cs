using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Mwan.Agent.Networkd.Bus;

namespace Mwan.Tests.Unit.Agent.Networkd;

/// <summary>A bus with networkd on it, on a real socket, that does what a test wants.</summary>
internal sealed class FakeBus : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentBag<Socket> _clients = [];
    private readonly string _path;

    public FakeBus(string path)
    {
        _path = path;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(8);
        _ = AcceptAsync();
    }

    /// <summary>What Describe gives; null: networkd is not on the bus.</summary>
    public volatile string? Json = """{"Interfaces":[]}""";

    /// <summary>Whether calls of networkd are left without an answer.</summary>
    public volatile bool Hangs;

    public ConcurrentQueue<string> Calls { get; } = [];

    public int Descriptions => Calls.Count(call => call == "Describe");

    public void Signal(string member)
    {
        foreach (Socket client in _clients.Where(client => client.Connected))
        {
            try
            {
                _ = client.Send(Encode(MessageType.Signal, 0, "", "", (HeaderField.Path, "o", "/x"), (HeaderField.Interface, "s", "y.z"), (HeaderField.Member, "s", member)));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // A client that has gone.
            }
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        foreach (Socket client in _clients)
        {
            client.Dispose();
        }

        File.Delete(_path);
        _stop.Dispose();
    }

    private static byte[] Encode(MessageType type, uint reply, string signature, string text, params (byte Code, string Type, string Value)[] more)
    {
        WireWriter fields = new();
        foreach ((byte code, string kind, string value) in more)
        {
            fields.Align(8);
            fields.Byte(code);
            fields.Signature(kind);
            fields.Text(value);
        }

        fields.Align(8);
        fields.Byte(HeaderField.ReplySerial);
        fields.Signature("u");
        fields.Number(reply);
        WireWriter body = new();
        if (signature.Length > 0)
        {
            fields.Align(8);
            fields.Byte(HeaderField.Signature);
            fields.Signature("g");
            fields.Signature(signature);
            if (signature == "s")
            {
                body.Text(text);
            }
            else
            {
                body.Number(5);
                body.Text("/l");
            }
        }

        WireWriter message = new();
        message.Raw([(byte)'l', (byte)type, 1, 1]);
        message.Number((uint)body.Length);
        message.Number(1);
        message.Number((uint)fields.Length);
        message.Raw(fields.ToArray());
        message.Align(8);
        message.Raw(body.ToArray());
        return message.ToArray();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync(_stop.Token);
                _clients.Add(client);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            await using NetworkStream stream = new(client, ownsSocket: true);
            byte[] hello = new byte[Encoding.ASCII.GetByteCount("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n")];
            await stream.ReadExactlyAsync(hello, _stop.Token);
            await stream.WriteAsync("DATA\r\nOK 0123456789abcdef0123456789abcdef\r\n"u8.ToArray(), _stop.Token);
            while (true)
            {
                byte[] start = new byte[16];
                await stream.ReadExactlyAsync(start, _stop.Token);
                byte[] whole = [.. start, .. new byte[(MessageFrame.Length(start) ?? 16) - 16]];
                await stream.ReadExactlyAsync(whole.AsMemory(16), _stop.Token);
                string member = MessageFrame.Decode(whole).Member ?? "";
                Calls.Enqueue(member);
                if (Hangs && member is "Describe")
                {
                    continue;
                }

                await stream.WriteAsync(Answer(member, BinaryPrimitives.ReadUInt32LittleEndian(whole.AsSpan(8))), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client went away, or the test is over.
        }
    }

    private byte[] Answer(string member, uint serial) => (member, Json) switch
    {
        ("Describe", null) => Encode(MessageType.Error, serial, "s", "no such name", (HeaderField.ErrorName, "s", "org.freedesktop.DBus.Error.NameHasNoOwner")),
        ("Describe", { } json) => Encode(MessageType.MethodReturn, serial, "s", json),
        ("GetLinkByName", _) => Encode(MessageType.MethodReturn, serial, "io", ""),
        ("Hello", _) => Encode(MessageType.MethodReturn, serial, "s", ":1.1"),
        _ => Encode(MessageType.MethodReturn, serial, "", ""),
    };
}
