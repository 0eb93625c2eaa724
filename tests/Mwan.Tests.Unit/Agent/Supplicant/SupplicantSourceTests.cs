using Mwan.Agent.Observation;
using Mwan.Agent.Supplicant;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Supplicant;

public sealed class SupplicantSourceTests : IDisposable
{
    private const string Open = "Supplicant PAE state=AUTHENTICATED\nsuppPortStatus=Authorized\nEAP state=SUCCESS\n";
    private const string Held = "Supplicant PAE state=HELD\nsuppPortStatus=Unauthorized\nEAP state=FAILURE\n";

    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stop = new();
    private SupplicantSource _source;
    private readonly List<Task> _running = [];
    private int _woken;

    // Nobody is late by the slowness of this machine, but where a test is about that.
    public SupplicantSourceTests() => _source = Source(deadline: TimeSpan.FromSeconds(30), interval: TimeSpan.FromMilliseconds(300));

    [Fact]
    public async Task An_absent_supplicant_is_unknown_and_taken_up_when_it_starts()
    {
        _running.Add(_source.RunAsync(_stop.Token));
        await Waiting.UntilAsync(() => _source.Latest.Reason?.Contains("does not run", StringComparison.Ordinal) == true, "the absence is named");
        Assert.Equal(PortAuthorization.Unknown, _source.Latest.State);
        using FakeSupplicant supplicant = new(_directory.At("enatt0")) { Status = Open };
        await Waiting.UntilAsync(() => _source.Latest == new PortReport("enatt0", PortAuthorization.Authorized, Reason: null), "the port is open");
    }

    [Fact]
    public async Task An_event_makes_it_ask_and_its_cause_outlives_the_failure()
    {
        using FakeSupplicant supplicant = await AttachedAsync();
        await Waiting.UntilAsync(() => _source.Latest.State == PortAuthorization.Unauthorized, "the port is closed");
        supplicant.Status = Held;
        supplicant.Tell("<3>CTRL-EVENT-EAP-STATUS status='remote TLS alert' parameter='certificate expired'");
        supplicant.Tell("<3>CTRL-EVENT-EAP-FAILURE EAP authentication failed");
        await Waiting.UntilAsync(
            () => _source.Latest.Reason == "the authenticator does not take our certificate: TLS alert certificate expired; the supplicant waits before it tries again",
            "the cause is named");
        supplicant.Status = Open;
        supplicant.Tell("<3>CTRL-EVENT-EAP-SUCCESS EAP authentication completed successfully");
        await Waiting.UntilAsync(() => _source.Latest is { State: PortAuthorization.Authorized, Reason: null }, "the port is open");
        supplicant.Status = Held;
        await Waiting.UntilAsync(() => _source.Latest.Reason?.StartsWith("the authenticator refused;", StringComparison.Ordinal) == true, "the old cause is forgotten");
    }

    [Fact]
    public async Task A_change_without_an_event_is_found_too()
    {
        using FakeSupplicant supplicant = await AttachedAsync();
        supplicant.Status = Open;
        await Waiting.UntilAsync(() => _source.Latest.State == PortAuthorization.Authorized, "the port is open");
    }

    [Fact]
    public async Task A_supplicant_that_hangs_is_unknown_and_one_that_starts_again_is_found()
    {
        _source = Source(deadline: TimeSpan.FromSeconds(2), interval: TimeSpan.FromMilliseconds(300));
        FakeSupplicant first = await AttachedAsync();
        using (first)
        {
            first.Hangs = true;
            await Waiting.UntilAsync(() => _source.Latest is { State: PortAuthorization.Unknown, Reason: "the supplicant does not answer" }, "it is late");
        }

        await Waiting.UntilAsync(() => _source.Latest.Reason?.Contains("does not run", StringComparison.Ordinal) == true, "it is gone");
        using FakeSupplicant second = new(_directory.At("enatt0")) { Status = Open };
        await Waiting.UntilAsync(() => _source.Latest.State == PortAuthorization.Authorized, "the port is open");
    }

    [Fact]
    public async Task An_ending_supplicant_is_unknown_at_once()
    {
        // Asked in between, it would be waited for instead.
        _source = Source(deadline: TimeSpan.FromSeconds(30), interval: TimeSpan.FromSeconds(60));
        using FakeSupplicant supplicant = await AttachedAsync();
        await Waiting.UntilAsync(() => _source.Latest.State == PortAuthorization.Unauthorized, "the port is closed");
        supplicant.Hangs = true;
        supplicant.Tell("<3>CTRL-EVENT-TERMINATING ");
        await Waiting.UntilAsync(() => _source.Latest.State == PortAuthorization.Unknown, "it ends");
    }

    [Fact]
    public async Task What_stays_the_same_wakes_nobody()
    {
        using FakeSupplicant supplicant = await AttachedAsync();
        // It wakes after it has told: who saw the news may be there before.
        await Waiting.UntilAsync(() => _source.Latest.State == PortAuthorization.Unauthorized && Volatile.Read(ref _woken) == 1, "the port is closed");
        int asked = supplicant.Commands.Count;
        await Waiting.UntilAsync(() => supplicant.Commands.Count > asked + 2, "it is asked again");
        Assert.Equal(1, Volatile.Read(ref _woken));
    }

    [Fact]
    public async Task Authentication_from_the_beginning_is_a_logoff_and_a_logon()
    {
        using FakeSupplicant supplicant = await AttachedAsync();
        Assert.Null(await _source.ReauthenticateAsync(_stop.Token));
        Assert.Equal("LOGOFF LOGON", string.Join(' ', supplicant.Commands.Where(command => command.StartsWith("LOG", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_logon_follows_even_if_the_logoff_is_not_answered()
    {
        _source = Source(deadline: TimeSpan.FromSeconds(2), interval: TimeSpan.FromMilliseconds(300));
        using FakeSupplicant supplicant = await AttachedAsync();
        supplicant.Hangs = true;
        Assert.Contains("does not answer", await _source.ReauthenticateAsync(_stop.Token), StringComparison.Ordinal);
        await Waiting.UntilAsync(() => supplicant.Commands.Contains("LOGON", StringComparer.Ordinal), "the logon");
    }

    [Fact]
    public async Task A_port_that_was_left_logged_off_is_logged_on_again()
    {
        using FakeSupplicant supplicant = await AttachedAsync();
        supplicant.Status = "Supplicant PAE state=LOGOFF\nsuppPortStatus=Unauthorized\nEAP state=DISABLED\n";
        await Waiting.UntilAsync(() => supplicant.Commands.Contains("LOGON", StringComparer.Ordinal), "the logon");
        Assert.Equal("the supplicant has logged off", _source.Latest.Reason);
    }

    [Fact]
    public async Task Without_a_supplicant_it_says_why_it_failed() =>
        Assert.Contains("does not run", await _source.ReauthenticateAsync(_stop.Token), StringComparison.Ordinal);

    public void Dispose()
    {
        _stop.Cancel();
        _ = Task.WaitAll([.. _running], TimeSpan.FromSeconds(30));
        _stop.Dispose();
        _directory.Dispose();
    }

    private SupplicantSource Source(TimeSpan deadline, TimeSpan interval) => new(_directory.At("enatt0"), "enatt0", TimeProvider.System, () => Interlocked.Increment(ref _woken))
    {
        Deadline = deadline,
        Interval = interval,
    };

    private async Task<FakeSupplicant> AttachedAsync()
    {
        FakeSupplicant supplicant = new(_directory.At("enatt0"));
        _running.Add(_source.RunAsync(_stop.Token));
        await Waiting.UntilAsync(() => supplicant.Attached, "the supplicant is listened to");
        return supplicant;
    }
}
