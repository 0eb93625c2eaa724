using Mwan.Agent;
using Mwan.Agent.Observation;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Observation;

public sealed class BootTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    [Fact]
    public void A_verified_root_is_named_by_the_unique_identifier_of_its_data_partition()
    {
        _ = _root.Write("proc/self/mountinfo", "24 1 254:0 / / ro - erofs /dev/dm-0 ro\n");
        _ = _root.Write("sys/dev/block/254:0/dm/uuid", "CRYPT-VERITY-0123-root\n");
        _ = _root.Write("sys/dev/block/254:0/slaves/sda3/size", "20000\n");
        _ = _root.Write("sys/dev/block/254:0/slaves/sda2/size", "900000\n");
        _ = _root.Write("sys/class/block/sda2/dev", "8:2\n");
        _ = _root.Write("run/udev/data/b8:2", "S:disk/by-label/x\nE:ID_PART_ENTRY_UUID=3f2a\nE:ID_PART_ENTRY_NAME=mwan_1.2.0\n");
        File.WriteAllBytes(_root.Write("sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", ""), [6, 0, 0, 0, 1]);
        Assert.Equal(new Boot(Verity: true, "sda2", "3f2a", "mwan_1.2.0", SecureBoot: true), Boot.Read(new Layout(_root.Path)));
    }

    [Fact]
    public void Where_nothing_is_known_nothing_is_claimed() =>
        Assert.Equal(new Boot(Verity: false, null, null, null, SecureBoot: null), Boot.Read(new Layout(_root.Path)));

    public void Dispose() => _root.Dispose();
}
