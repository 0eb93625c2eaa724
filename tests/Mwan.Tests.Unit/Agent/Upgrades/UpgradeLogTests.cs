using Mwan.Agent.Keeping;
using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

/// <summary>What becomes of what is remembered when the state disk is full.</summary>
public sealed class UpgradeLogTests
{
    private static readonly UpgradeRecord Before = new() { TraceId = "before", From = "1.0", To = "1.1", At = DateTimeOffset.UnixEpoch, Boot = "boot before", Ready = true, Healthy = ["att IPv4"] };

    private readonly FullDisk _disk = new();
    private readonly List<string> _warnings = [];
    private readonly UpgradeMemory _memory;
    private readonly UpgradeLog _log;

    public UpgradeLogTests()
    {
        _memory = new UpgradeMemory(_disk);
        _memory.Write(Before);
        _disk.IsFull = true;
        _log = new UpgradeLog(_memory, new Notes(), _warnings.Add);
    }

    [Fact]
    public void An_order_that_it_does_not_take_is_not_told_of_as_the_one_before()
    {
        _log.Remember(Before with { TraceId = "back", IsRollback = true, From = "1.1", To = "1.0" }, "Rolling back.");
        Assert.Null(_log.Last);
        Assert.Null(UpgradeStanding.Of(_log.Last, "1.0", "boot after"));
        Assert.Equal(["The state disk does not take it (No space left on device): the new image will be asked to follow its plan, not what it reaches."], _warnings);
    }

    [Fact]
    public void A_gate_whose_answer_it_does_not_take_still_knows_what_to_ask_for_next_time()
    {
        _log.Remember(Before.Judged("the agent does not answer", DateTimeOffset.UnixEpoch)!, "It has not proved itself.");
        Assert.Equal(["att IPv4"], _log.Last!.Healthy!, StringComparer.Ordinal);
        Assert.Equal(["The state disk does not take it (No space left on device): what it remembers of version 1.1 stays as it was."], _warnings);
    }

    [Fact]
    public void A_disk_that_cannot_even_forget_has_that_said()
    {
        _disk.IsReadOnly = true;
        _log.Remember(Before with { TraceId = "next" }, "Writing.");
        Assert.Equal(Before.TraceId, _log.Last!.TraceId);
        Assert.EndsWith("mwan slots and mwan status go on telling of the order before this one.", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    private sealed class FullDisk : IStateFile
    {
        private byte[]? _content;

        public bool IsFull { get; set; }

        public bool IsReadOnly { get; set; }

        public byte[]? Read() => _content;

        public void Write(byte[] content) => _content = IsFull ? throw new IOException("No space left on device") : content;

        public void Delete() => _content = IsReadOnly ? throw new IOException("Read-only file system") : null;
    }
}
