using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Mwan.Agent.Control;
using Mwan.Agent.Running;
using Mwan.Agent.Tracing;
using Mwan.Tests.Unit.Agent.Status;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Control;

public sealed class ControlServerTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Decisions _decisions = new();
    private readonly ControlServer _server;
    private readonly Task _serving;

    public ControlServerTests()
    {
        Publication publication = new(TimeProvider.System, static () => []);
        publication.Publish(ExampleWorld.Well, plan: null);
        _server = new ControlServer(Socket, new Answers(publication, _decisions, site: null).Of, _decisions) { WatcherPatience = TimeSpan.FromMinutes(2) };
        _server.Listen();
        _serving = _server.ServeAsync(_stop.Token);
    }

    private string Socket => _root.At("agent.sock");

    [Fact]
    public async Task A_watcher_gets_the_state_first_and_then_each_decision()
    {
        List<Reply> replies = [];
        using CancellationTokenSource enough = new(TimeSpan.FromSeconds(30));
        Task<string> following = ControlClient.FollowAsync(Socket, new Request(Request.Watch), async reply =>
        {
            replies.Add(reply);
            if (replies.Count == 1)
            {
                _decisions.Add(Decision("a"));
                _decisions.Add(Decision("b"));
            }

            if (replies.Count == 3)
            {
                await enough.CancelAsync();
            }
        }, enough.Token);
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        Assert.Equal("mwan.home.goodkind.io", replies[0].Status!.World.Site.Name);
        Assert.Equal(["a", "b"], replies.Skip(1).Select(reply => reply.Decision!.Trace), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_watcher_that_never_reads_holds_up_neither_the_loop_nor_another_client()
    {
        using Socket stuck = await StuckAsync();
        long start = Stopwatch.GetTimestamp();
        Decision large = Decision("a") with { Observed = [.. Enumerable.Repeat(new string('x', 1000), 50)] };
        for (int i = 0; i < 2000; i++)
        {
            _decisions.Add(large);
        }

        // 100 MB to somebody who does not read: it is not even tried, or it would take as long as the patience with watchers.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.NotNull((await ControlClient.AskAsync(Socket, new Request(Request.Status), CancellationToken.None)).Status);
    }

    [Fact]
    public async Task A_watcher_that_hangs_up_makes_room_for_another()
    {
        List<Socket> watchers = [];
        for (int i = 0; i < Decisions.MaximumWatchers; i++)
        {
            watchers.Add(await StuckAsync());
        }

        await Waiting.UntilAsync(() => Full() is true, "all places are taken");
        watchers.ForEach(watcher => watcher.Dispose());
        await Waiting.UntilAsync(() => Full() is false, "they are free again");

        bool Full()
        {
            if (_decisions.Watch() is not { } channel)
            {
                return true;
            }

            _decisions.Forget(channel);
            return false;
        }
    }

    [Fact]
    public async Task Decisions_are_found_by_the_beginning_of_their_trace()
    {
        _decisions.Add(Decision("3f2a91"));
        _decisions.Add(Decision("3fbb00"));
        Assert.Equal(2, (await ControlClient.AskAsync(Socket, new Request(Request.Trace), CancellationToken.None)).Decisions!.Count);
        Assert.Equal("3f2a91", Assert.Single((await ControlClient.AskAsync(Socket, new Request(Request.Trace) { Id = "3F2" }, CancellationToken.None)).Decisions!).Trace);
    }

    [Fact]
    public async Task A_question_of_a_later_version_is_answered_with_so() =>
        Assert.Equal("it does not know the question horoscope", (await ControlClient.AskAsync(Socket, new Request("horoscope"), CancellationToken.None)).Error);

    public void Dispose()
    {
        _stop.Cancel();
        _serving.Wait(TimeSpan.FromSeconds(30));
        _server.Dispose();
        _stop.Dispose();
        _root.Dispose();
    }

    private async Task<Socket> StuckAsync()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket));
        _ = await socket.SendAsync(Encoding.UTF8.GetBytes("{\"ask\":\"watch\"}\n"));
        byte[] first = new byte[1];
        _ = await socket.ReceiveAsync(first);
        return socket;
    }

    private static Decision Decision(string trace) => new() { Trace = trace, At = DateTimeOffset.UnixEpoch, Causes = ["link"] };
}
