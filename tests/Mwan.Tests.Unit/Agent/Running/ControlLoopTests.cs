using System.Net.Sockets;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Running;
using Mwan.Agent.Status;
using Mwan.Agent.Systemd;
using Mwan.Agent.Tracing;
using Mwan.Tests.Unit.Agent.Planning;
using Mwan.Tests.Unit.Agent.Systemd;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Running;

public sealed class ControlLoopTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Datagrams _manager;
    private readonly Notes _journal = new();
    private readonly Wake _wake = new(TimeProvider.System);
    private readonly Publication _publication = new(TimeProvider.System, () => []);
    private readonly CancellationTokenSource _stop = new();
    private Func<World> _look = () => PlanningWorld.Well;
    private Func<World, Plan?> _act = world => Planner.Plan(PlanningWorld.Site, world);
    private int _turns;

    public ControlLoopTests() => _manager = new Datagrams(_directory.At("notify"), reads: true);

    [Fact]
    public async Task A_planner_that_throws_is_said_once_shown_in_status_and_neither_ends_nor_spins_the_agent()
    {
        Task running = Run();
        await Waiting.UntilAsync(() => _publication.Report() is not null, "the first plan is there");
        IReadOnlyList<MemberPlan> before = _publication.Report()!.Members;
        Assert.NotEmpty(before);
        _act = _ => throw new InvalidOperationException("a weight of 0");
        for (int turn = 0; turn < 5; turn++)
        {
            _wake.Call(Cause.Timer);
            await UntilTurnsAsync(_turns + 1);
        }

        string line = Assert.Single(_journal.Lines, line => line.StartsWith("Planning failed", StringComparison.Ordinal));
        Assert.Contains("the kernel stays on the last plan", line, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: a weight of 0", line, StringComparison.Ordinal);
        Finding finding = _publication.Report()!.Findings[0];
        Assert.Equal((Gravity.Alarm, "agent", line), (finding.Gravity, finding.Subject, finding.Text));
        Assert.Equal(before, _publication.Report()!.Members);

        // It tries again by itself, ever more slowly, and gives signs of life all the while.
        int turns = _turns;
        await UntilTurnsAsync(turns + 2);
        Until("WATCHDOG=1");
        _act = world => Planner.Plan(PlanningWorld.Site, world);
        _wake.Call(Cause.Timer);
        await Waiting.UntilAsync(() => _journal.Lines.Any(text => text.StartsWith("Well again; was: Planning failed", StringComparison.Ordinal)), "it is well again");
        // It is said before it is published.
        await Waiting.UntilAsync(() => !_publication.Report()!.Findings.Any(other => other.Subject == "agent"), "status shows it well");
        await EndAsync(running);
    }

    [Theory]
    [InlineData(true, "The kernel does not tell its links (No buffer space available); the last plan stays in the kernel; trying again.")]
    [InlineData(false, "Looking at the box failed; the last plan stays in the kernel; trying again. InvalidDataException: nonsense")]
    public async Task A_look_that_fails_is_said_once_and_tried_again(bool kernel, string words)
    {
        bool broken = true;
        _look = () => !Volatile.Read(ref broken) ? PlanningWorld.Well
            : kernel ? throw new SocketException((int)SocketError.NoBufferSpaceAvailable, "No buffer space available")
            : throw new InvalidDataException("nonsense");
        Task running = Run();
        await UntilTurnsAsync(3);
        Assert.Null(_publication.Report());
        _ = Assert.Single(_journal.Lines, line => line.StartsWith(words, StringComparison.Ordinal));
        Until("WATCHDOG=1");
        Volatile.Write(ref broken, value: false);
        await Waiting.UntilAsync(() => _publication.Report() is not null, "it looks again");
        await Waiting.UntilAsync(() => _journal.Lines.Any(line => line.StartsWith("Well again", StringComparison.Ordinal)), "it is well again");
        await EndAsync(running);
    }

    [Fact]
    public async Task What_the_kernel_refused_is_tried_again_soon_and_otherwise_nothing_is()
    {
        bool refused = true;
        Task running = Run(() => Volatile.Read(ref refused));
        await UntilTurnsAsync(3);
        Volatile.Write(ref refused, value: false);
        await EndAsync(running);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _manager.Dispose();
        _directory.Dispose();
    }

    private async Task Run(Func<bool>? unsettled = null)
    {
        using Notifier notifier = new(_manager.Path);
        Watchdog watchdog = new(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        Tracer tracer = new(_journal, TimeProvider.System, boot: null, _ => { });
        ControlLoop loop = new(Look, world => _act(world), _publication, notifier, watchdog, tracer, _wake, TimeProvider.System) { IsUnsettled = unsettled ?? (() => false) };
        await Task.Run(() => loop.RunAsync(_stop.Token));
    }

    private World Look()
    {
        try
        {
            return _look();
        }
        finally
        {
            _ = Interlocked.Increment(ref _turns);
        }
    }

    private Task UntilTurnsAsync(int turns) => Waiting.UntilAsync(() => Volatile.Read(ref _turns) >= turns, $"{turns} turns");

    private void Until(string message)
    {
        while (_manager.NextText() != message)
        {
            // Others may come between.
        }
    }

    private async Task EndAsync(Task running)
    {
        await _stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
