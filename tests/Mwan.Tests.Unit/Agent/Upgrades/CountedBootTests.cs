using System.Text;
using Mwan.Agent.Observation;
using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class CountedBootTests : IDisposable
{
    private const string Trial = "mwan_1.1+1-1.efi";

    private readonly SlottedBox _box = new("1.1", "1.0", "mwan_1.0.efi", Trial)
    {
        Record = new UpgradeRecord { TraceId = "t", From = "1.0", To = "1.1", At = DateTimeOffset.UnixEpoch, Boot = "boot before", Ready = true, Passed = DateTimeOffset.UnixEpoch },
    };

    [Fact]
    public void A_boot_is_counted_until_its_entry_is_called_good()
    {
        Assert.False(CountedBoot.IsCounted(_box.Layout));
        Count();
        Assert.True(CountedBoot.IsCounted(_box.Layout));
        Bless();
        Assert.False(CountedBoot.IsCounted(_box.Layout));
    }

    [Fact]
    public void What_passed_its_gate_and_was_not_called_good_is_known_until_it_is()
    {
        Count();
        StateReader reader = new(_box.Layout, certificates: false, "1.1");
        Assert.Equal(UpgradeOutcome.Unblessed, reader.Read().Upgrade!.Outcome);
        Bless();
        Assert.Null(reader.Read().Upgrade);
    }

    [Fact]
    public void A_boot_that_nobody_counts_has_nobody_look_for_its_entry() => Assert.Null(new StateReader(_box.Layout, certificates: false, "1.1").Read().Upgrade);

    public void Dispose() => _box.Dispose();

    private void Count()
    {
        _box.Write("sys/firmware/efi/efivars/LoaderBootCountPath-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", "");
        File.WriteAllBytes(_box.Layout.BootCountPath, [7, 0, 0, 0, .. Encoding.Unicode.GetBytes($@"\EFI\Linux\{Trial}" + "\0")]);
    }

    private void Bless() => File.Move(_box.At($"boot/EFI/Linux/{Trial}"), _box.At("boot/EFI/Linux/mwan_1.1.efi"));
}
