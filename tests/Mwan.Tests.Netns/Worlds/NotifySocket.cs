using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>Takes what the agent tells its service manager.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket;
    private readonly string _path;

    public NotifySocket(Lab lab)
    {
        _path = Path.Combine(lab.Root, "notify");
        _socket = lab.Router.Run(() => new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false });
        _socket.Bind(new UnixDomainSocketEndPoint(_path));
    }

    /// <summary>Variables that the agent gets; it is to give a sign of life every half of <paramref name="watchdog"/>.</summary>
    public IReadOnlyDictionary<string, string> Environment(TimeSpan watchdog) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["NOTIFY_SOCKET"] = _path,
        ["WATCHDOG_USEC"] = $"{(long)watchdog.TotalMicroseconds}",
    };

    /// <summary>Messages since the last call, the oldest first.</summary>
    public IReadOnlyList<string> Take()
    {
        List<string> messages = [];
        byte[] buffer = new byte[4096];
        while (_socket.Available > 0)
        {
            messages.Add(Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer)));
        }

        return messages;
    }

    public void Dispose() => _socket.Dispose();
}
