using Mwan.Agent.Applying;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Systemd;

namespace Mwan.Agent.Tracing;

/// <summary>
/// Follows the turns of the control loop. Whatever is written to the journal in a turn, and by what the turn started, carries the turn's
/// trace id; a turn that wrote something becomes a <see cref="Decision"/>, a quiet one leaves nothing behind.
/// </summary>
/// <param name="journal">Where entries go.</param>
/// <param name="time">The clock.</param>
/// <param name="boot">Trace id of the boot; null: unknown.</param>
/// <param name="decided">Takes each decision.</param>
internal sealed class Tracer(IJournal journal, TimeProvider time, string? boot, Action<Decision> decided) : IJournal
{
    private readonly AsyncLocal<Turn?> _turn = new();
    private World? _world;
    private Plan? _plan;
    private string? _deploy;

    /// <summary>Trace id of a boot: its boot id (systemd.journal-fields(7), <c>_BOOT_ID</c>); null: the kernel does not tell.</summary>
    public static string? BootTrace(Layout layout) => SmallFile.Text(layout.BootId)?.Replace("-", "", StringComparison.Ordinal);

    /// <summary>A turn begins. Only the loop's thread calls this and what follows.</summary>
    public void Begin(IReadOnlyList<string> causes) => _turn.Value = new Turn(causes, time.GetUtcNow(), time.GetTimestamp());

    /// <summary>Looking ended.</summary>
    public void Observed(World world)
    {
        // Half of the root hash is the root partition's identifier (UAPI Discoverable Partitions Specification), so that an image is known by it.
        _deploy ??= world.Boot is { Verity: true, RootPartitionUuid: { } root } ? root.Replace("-", "", StringComparison.Ordinal) : null;
        if (_turn.Value is { } turn)
        {
            turn.World = world;
            turn.Observed = time.GetTimestamp();
        }
    }

    /// <summary>Planning ended.</summary>
    public void Planned(Plan plan)
    {
        if (_turn.Value is { } turn)
        {
            turn.Plan = plan;
            turn.Planned = time.GetTimestamp();
        }
    }

    /// <summary>Applying ended.</summary>
    public void Applied(Applied applied)
    {
        if (_turn.Value is { } turn)
        {
            turn.Applied = applied;
            turn.Done = time.GetTimestamp();
        }
    }

    /// <summary>The turn ends.</summary>
    public void End()
    {
        if (_turn.Value is not { } turn)
        {
            return;
        }

        if (turn.Trace is not null)
        {
            Decision decision = DecisionOf.Turn(turn, _world, _plan, time) with { BootTrace = boot, DeployTrace = _deploy };
            journal.Write(Identified(DecisionText.Entry(decision), turn));
            decided(decision);
        }

        lock (turn.Said)
        {
            turn.Open = false;
        }

        _world = turn.World ?? _world;
        _plan = turn.Plan ?? _plan;
        _turn.Value = null;
    }

    /// <inheritdoc/>
    public void Write(JournalEntry entry)
    {
        if (_turn.Value is not { } turn)
        {
            journal.Write(entry);
            return;
        }

        lock (turn.Said)
        {
            if (turn.Open)
            {
                _ = turn.Identify();
                turn.Said.Add(entry.Message);
            }
        }

        journal.Write(turn.Trace is null ? entry : Identified(entry, turn));
    }

    private JournalEntry Identified(JournalEntry entry, Turn turn)
    {
        List<(string Name, string Value)> fields = [.. entry.Fields, ("TRACE_ID", turn.Identify()), ("CAUSE", string.Join(", ", turn.Causes))];
        if (boot is not null)
        {
            fields.Add(("BOOT_TRACE_ID", boot));
        }

        if (_deploy is not null)
        {
            fields.Add(("DEPLOY_TRACE_ID", _deploy));
        }

        return entry with { Fields = [.. fields] };
    }
}
