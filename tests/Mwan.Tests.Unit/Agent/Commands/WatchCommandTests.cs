using Mwan.Agent.Commands;
using Mwan.Agent.Control;
using Mwan.Agent.Running;
using Mwan.Agent.Tracing;
using Mwan.Tests.Unit.Agent.Status;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Commands;

public sealed class WatchCommandTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    private string Socket => _root.At("agent.sock");

    [Fact]
    public async Task Without_an_agent_it_ends_at_once_with_a_code_of_its_own()
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        Assert.Equal(3, await WatchCommand.RunAsync(Socket, WatchCommand.Text, output, errors, CancellationToken.None));
        Assert.Equal("", output.ToString());
        Assert.Equal($"The agent does not answer: it is not running: see systemctl status mwan and journalctl -u mwan.{Environment.NewLine}", errors.ToString());
    }

    [Fact]
    public async Task It_outlives_an_agent_that_goes_and_comes_back_and_ends_when_interrupted()
    {
        using CancellationTokenSource interrupt = new();
        List<string> shown = [];
        Task<int> watching;
        using (Served first = new(Socket))
        {
            watching = WatchCommand.RunAsync(Socket, Show, TextWriter.Null, TextWriter.Null, interrupt.Token);
            await Shown(1);
            first.Decisions.Add(new Decision { Trace = "3f2a91c04b7d5e6f3f2a91c04b7d5e6f", At = DateTimeOffset.UnixEpoch, Causes = ["link"] });
            await Shown(2);
        }

        await Shown(3);
        using (Served second = new(Socket))
        {
            await Shown(5);
        }

        await Shown(6);
        await interrupt.CancelAsync();
        Assert.Equal(0, await watching);
        Assert.Equal(["status", "3f2a91c04b7d5e6f3f2a91c04b7d5e6f", "the agent went away; waiting for it", "the agent is back", "status", "the agent went away; waiting for it"], shown);

        Task Shown(int count) => Waiting.UntilAsync(
            () =>
            {
                lock (shown)
                {
                    return shown.Count >= count;
                }
            },
            $"{count} lines are shown");

        string Show(Reply reply)
        {
            lock (shown)
            {
                shown.Add(reply.Error ?? reply.Decision?.Trace ?? "status");
            }

            return "";
        }
    }

    [Fact]
    public void Its_json_is_one_object_in_one_line()
    {
        string line = WatchCommand.Json(new Reply { Decision = new Decision { Trace = "3f2a", At = DateTimeOffset.UnixEpoch, Causes = ["link"], Said = ["two\nlines"] } });
        Assert.StartsWith("{\"decision\":{\"trace\":\"3f2a\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    public void Dispose() => _root.Dispose();

    private sealed class Served : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly ControlServer _server;
        private readonly Task _serving;

        public Served(string socket)
        {
            Publication publication = new(TimeProvider.System, static () => []);
            publication.Publish(ExampleWorld.Well, plan: null);
            _server = new ControlServer(socket, new Answers(publication, Decisions, site: null).Of, Decisions);
            _server.Listen();
            _serving = _server.ServeAsync(_stop.Token);
        }

        public Decisions Decisions { get; } = new();

        public void Dispose()
        {
            _stop.Cancel();
            _serving.Wait(TimeSpan.FromSeconds(30));
            _server.Dispose();
            _stop.Dispose();
        }
    }
}
