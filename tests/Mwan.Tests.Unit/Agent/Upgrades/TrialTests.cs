using Mwan.Agent;
using Mwan.Agent.Keeping;
using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class TrialTests : IDisposable
{
    private static readonly UpgradeRecord Ordered = new() { TraceId = "0", From = "1.0.0", To = "1.1.0", At = DateTimeOffset.UnixEpoch };

    private readonly TemporaryDirectory _root = new();
    private readonly Layout _layout;

    public TrialTests()
    {
        _layout = new Layout(_root.Path);
        _ = _root.Write("usr/lib/os-release", "IMAGE_ID=mwan\nIMAGE_VERSION=1.1.0\n");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(_layout.LastUpgrade)!);
    }

    [Fact]
    public void An_image_is_on_trial_in_a_counted_boot_until_its_gate_lets_it_pass()
    {
        Remember(Ordered);
        Assert.False(Trial.IsOn(_layout));
        Count();
        Assert.True(Trial.IsOn(_layout));
        Remember(Ordered with { Passed = DateTimeOffset.UnixEpoch });
        Assert.False(Trial.IsOn(_layout));
    }

    [Fact]
    public void An_image_that_nothing_is_remembered_of_is_not()
    {
        Count();
        Assert.False(Trial.IsOn(_layout));
        Remember(Ordered with { To = "1.2.0" });
        Assert.False(Trial.IsOn(_layout));
    }

    [Fact]
    public void An_image_on_trial_reads_what_the_one_before_left_and_leaves_it_as_it_is()
    {
        StateFile file = new(_layout.KeptVerdicts);
        file.Write("before"u8.ToArray());
        bool onTrial = true;
        FileOfTheProven kept = new(file, () => onTrial);
        kept.Write("after"u8.ToArray());
        Assert.Equal("before"u8.ToArray(), kept.Read());
        onTrial = false;
        kept.Write("after"u8.ToArray());
        Assert.Equal("after"u8.ToArray(), file.Read());
    }

    public void Dispose() => _root.Dispose();

    private void Count() => _ = _root.Write(Path.GetRelativePath(_root.Path, _layout.BootCountPath), "1");

    private void Remember(UpgradeRecord record) => new UpgradeMemory(new StateFile(_layout.LastUpgrade)).Write(record);
}
