using System.Text;
using Mwan.Agent.Health;
using Settings = Mwan.Config.Health;

namespace Mwan.Tests.Unit.Agent.Health;

/// <summary>
/// Plays a member's life, one character a second, and writes the verdict after each: H healthy, U unhealthy, ? unknown.
/// <c>+</c> all answer, <c>1</c> and <c>2</c> that many of three, <c>-</c> none, <c>x</c> nothing can be asked; <c>C</c>, <c>A</c>,
/// <c>L</c>, <c>G</c> the layer fails, <c>o</c> all layers work; <c>r</c> the member is kept cold, <c>f</c> its first handshake is being tried, <c>h</c>
/// there is none; <c>z</c> the machine sleeps for an hour on both clocks, <c>w</c> only
/// the wall clock jumps back by one.
/// </summary>
internal sealed class Script(HealthState start, Settings settings)
{
    public static readonly Settings Plain = new()
    {
        Interval = TimeSpan.FromSeconds(1),
        Timeout = TimeSpan.FromSeconds(0.4),
        Failures = 3,
        Hold = TimeSpan.FromSeconds(4),
        MaximumHold = TimeSpan.FromSeconds(16),
        Quorum = 2,
        MaximumLoss = 100,
        MaximumLatency = TimeSpan.Zero,
        Targets = [],
    };

    public static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private TimeSpan _elapsed;
    private DateTimeOffset _utc = Beginning;

    public Script()
        : this(Plain)
    {
    }

    public Script(Settings settings)
        : this(HealthState.First(settings, new Moment(TimeSpan.Zero, Beginning)), settings)
    {
    }

    public HealthState State { get; private set; } = start;

    public Moment Now => new(_elapsed, _utc);

    public static string Verdicts(string script) => new Script().Play(script);

    public string Play(string script)
    {
        StringBuilder verdicts = new();
        foreach (char step in script)
        {
            Step(step);
            _ = verdicts.Append(State.Health.Verdict switch { Verdict.Healthy => 'H', Verdict.Unhealthy => 'U', _ => '?' });
        }

        return verdicts.ToString();
    }

    public void Round(params ProbeResult[] results)
    {
        Pass(TimeSpan.FromSeconds(1));
        State = State.WithRound(results, settings, Now);
    }

    private void Step(char step)
    {
        switch (step)
        {
            case '+':
                Round(Answer, Answer, Answer);
                break;
            case '2':
                Round(Silence, Answer, Answer);
                break;
            case '1':
                Round(Silence, Answer, Silence);
                break;
            case '-':
                Round(Silence, Silence, Silence);
                break;
            case 'x':
                Round(Refused, Refused, Refused);
                break;
            case 'z':
                Pass(TimeSpan.FromHours(1));
                break;
            case 'w':
                _utc -= TimeSpan.FromHours(1);
                break;
            default:
                Pass(TimeSpan.FromSeconds(1));
                State = State.WithFacts(Facts(step), settings, Now);
                break;
        }
    }

    private static LayerFacts Facts(char step) => step switch
    {
        'C' => new LayerFacts(Carrier: false),
        'A' => new LayerFacts(Carrier: true, Authorization: false),
        'L' => new LayerFacts(Carrier: true, Authorization: true, Lease: false),
        'r' => new LayerFacts(Carrier: true) { Resting = true },
        'f' => new LayerFacts(Carrier: true, Handshake: false) { HandshakeAwaitedUntil = Beginning.AddYears(1) },
        'h' => new LayerFacts(Carrier: true, Handshake: false),
        'G' => new LayerFacts(Carrier: true, Authorization: true, Lease: true, Gateway: false),
        _ => new LayerFacts(Carrier: true, Authorization: true, Lease: true, Gateway: true),
    };

    private void Pass(TimeSpan time)
    {
        _elapsed += time;
        _utc += time;
    }

    public static ProbeResult Answer => ProbeResult.Answered(TimeSpan.FromMilliseconds(10));

    public static ProbeResult Silence => ProbeResult.NoAnswer("no answer in time");

    public static ProbeResult Refused => ProbeResult.CannotProbe("the interface has no address");
}
