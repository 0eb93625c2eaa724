using System.Net;
using System.Net.Sockets;
using System.Text;
using Mwan.Agent.Health;
using Mwan.Agent.Health.Names;
using Mwan.Agent.Health.Probes;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health.Probes;

/// <summary>Real sockets, bound to the loopback interface and marked, for which the tests are root.</summary>
public sealed class LoopbackProbeTests : IDisposable
{
    private static readonly ProbePath Loopback = new("lo", 7);
    private static readonly ProbePath Nowhere = new("mwan-none", 7);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _deadline = new(Patience);
    private readonly List<IDisposable> _open = [];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task An_echo_is_answered(string address)
    {
        ProbeResult result = await IcmpProbe.RunAsync(Loopback, IPAddress.Parse(address), TimeProvider.System, _deadline.Token);
        Assert.True(result.Outcome is ProbeOutcome.Answered, result.Reason);
        Assert.InRange(result.RoundTrip, TimeSpan.FromTicks(1), Patience);
    }

    [Fact]
    public async Task An_interface_that_does_not_exist_cannot_be_probed_by()
    {
        ProbeResult expected = ProbeResult.CannotProbe("the interface does not exist");
        Assert.Equal(expected, await IcmpProbe.RunAsync(Nowhere, IPAddress.Loopback, TimeProvider.System, _deadline.Token));
        Assert.Equal(expected, await TcpProbe.RunAsync(Nowhere, new IPEndPoint(IPAddress.Loopback, 1), TimeProvider.System, _deadline.Token));
        Assert.Equal(expected, await DnsProbe.RunAsync(Nowhere, new IPEndPoint(IPAddress.Loopback, 53), "example.com", TimeProvider.System, _deadline.Token));

        // Each says it by itself.
        Assert.Null(Nowhere.Obstacle(AddressFamily.InterNetwork));
        Assert.Null(Loopback.Obstacle(AddressFamily.InterNetwork));
    }

    [Fact]
    public async Task A_connect_is_an_answer_and_a_refusal_is_none()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        IPEndPoint target = (IPEndPoint)listener.LocalEndpoint;
        Assert.Equal(ProbeOutcome.Answered, (await TcpProbe.RunAsync(Loopback, target, TimeProvider.System, _deadline.Token)).Outcome);

        // Bound and deaf: a port that is merely free might be somebody else's by now, or the caller's own.
        using Socket deaf = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal(ProbeResult.NoAnswer("refused"), await TcpProbe.RunAsync(Loopback, (IPEndPoint)deaf.LocalEndPoint!, TimeProvider.System, _deadline.Token));
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", null)]
    [InlineData("HTTP/1.0 503 x", null)]
    [InlineData("SSH-2.0-OpenSSH_10.0\r\n", "the answer is not HTTP")]
    [InlineData("HTTP", "the connection ended without a status")]
    public async Task Any_status_line_is_an_answer(string answer, string? problem)
    {
        TcpListener listener = Keep(new TcpListener(IPAddress.Loopback, 0));
        listener.Start();
        Task<string> request = ServeAsync(listener, answer);
        ProbeResult result = await HttpProbe.RunAsync(Loopback, (IPEndPoint)listener.LocalEndpoint, "a.example", "/x?y", TimeProvider.System, _deadline.Token);
        Assert.Equal(problem, result.Reason);
        Assert.StartsWith("HEAD /x?y HTTP/1.1\r\nHost: a.example\r\n", await request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(3, null)]
    [InlineData(2, "the server fails (SERVFAIL)")]
    [InlineData(5, "the server refuses (REFUSED)")]
    public async Task A_name_server_answers_also_that_there_is_no_such_name(byte code, string? problem)
    {
        Socket server = Keep(NameServer());
        Task serving = AnswerAsync(server, code);
        ProbeResult result = await DnsProbe.RunAsync(Loopback, (IPEndPoint)server.LocalEndPoint!, "example.com", TimeProvider.System, _deadline.Token);
        await serving;
        Assert.Equal(problem, result.Reason);
    }

    [Fact]
    public async Task Silence_ends_at_the_deadline()
    {
        using Socket server = NameServer();
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(50));
        ProbeResult result = await DnsProbe.RunAsync(Loopback, (IPEndPoint)server.LocalEndPoint!, "example.com", TimeProvider.System, soon.Token);
        Assert.Equal(ProbeResult.NoAnswer("no answer in time"), result);
    }

    // In an outage every probe is silent every second, and an exception costs a slow processor more than all else that a probe does.
    [Fact]
    public async Task Silence_throws_nothing()
    {
        using Socket server = NameServer();
        using Socket full = Keep(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen();
        AsyncLocal<bool> here = new();
        int thrown = 0;
        here.Value = true;
        EventHandler<System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs> count = (_, _) => thrown += here.Value ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += count;
        try
        {
            using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(50));
            ProbeResult[] results = await Task.WhenAll(
                DnsProbe.RunAsync(Loopback, (IPEndPoint)server.LocalEndPoint!, "example.com", TimeProvider.System, soon.Token),
                IcmpProbe.RunAsync(Loopback, IPAddress.Parse("192.0.2.1"), TimeProvider.System, soon.Token),
                HttpProbe.RunAsync(Loopback, (IPEndPoint)full.LocalEndPoint!, "example.com", "/", TimeProvider.System, soon.Token));
            Assert.All(results, static result => Assert.Equal(ProbeResult.NoAnswer("no answer in time"), result));
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= count;
        }

        Assert.Equal(0, thrown);
    }

    [Fact]
    public void The_sockets_carry_the_mark_and_are_bound()
    {
        using Socket socket = Loopback.OpenTo(new IPEndPoint(IPAddress.Loopback, 9), SocketType.Dgram, ProtocolType.Udp);
        byte[] mark = new byte[4];
        byte[] device = new byte[16];
        Assert.Equal(4, socket.GetRawSocketOption(1, 36, mark));
        int length = socket.GetRawSocketOption(1, 25, device);
        Assert.Equal((7, "lo", false), (mark[0], Encoding.ASCII.GetString(device, 0, length).TrimEnd('\0'), socket.Blocking));
    }

    [Fact]
    public async Task A_name_that_never_resolved_cannot_be_probed_and_the_others_make_the_round()
    {
        ProbedFamily first = ProbedFamily.Of(ExampleSite.Value)[0];
        ProbedFamily family = first with
        {
            Path = Loopback,
            Settings = first.Settings with { Timeout = Patience },
            Targets = [new HealthTarget(ProbeKind.Icmp, "127.0.0.1"), new HealthTarget(ProbeKind.Icmp, "no.example")],
        };
        TargetNames names = new((_, _, _) => Task.FromResult(new Resolution([], TimeSpan.Zero, "no server")), new Silent(), TimeProvider.System, _deadline.Token);
        await names.RefreshAsync(family, "no.example");
        IReadOnlyList<ProbeResult> results = await new Rounds(names, TimeProvider.System).RunAsync(family, _deadline.Token);
        Assert.Equal(ProbeOutcome.Answered, results[0].Outcome);
        Assert.Equal(ProbeResult.CannotProbe("the name is not resolved: no server"), results[1]);
        Assert.Equal(RoundOutcome.Succeeded, Quorum.Judge(results, 2));
    }

    public void Dispose()
    {
        _open.ForEach(open => open.Dispose());
        _deadline.Dispose();
    }

    private T Keep<T>(T open)
        where T : IDisposable
    {
        _open.Add(open);
        return open;
    }

    private static Socket NameServer()
    {
        Socket server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return server;
    }

    private async Task AnswerAsync(Socket server, byte code)
    {
        byte[] message = new byte[512];
        SocketReceiveFromResult received = await server.ReceiveFromAsync(message, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _deadline.Token);
        message[2] |= 0x80;
        message[3] = code;

        // What somebody else might send first is not taken for the answer.
        byte[] forged = message[..received.ReceivedBytes];
        forged[0] ^= 0xff;
        forged[3] = 4;
        _ = await server.SendToAsync(forged, received.RemoteEndPoint, _deadline.Token);
        _ = await server.SendToAsync(message.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint, _deadline.Token);
    }

    private async Task<string> ServeAsync(TcpListener listener, string answer)
    {
        using Socket client = await listener.AcceptSocketAsync(_deadline.Token);
        byte[] buffer = new byte[1024];
        int length = await client.ReceiveAsync(buffer, SocketFlags.None, _deadline.Token);
        _ = await client.SendAsync(Encoding.ASCII.GetBytes(answer), SocketFlags.None, _deadline.Token);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
