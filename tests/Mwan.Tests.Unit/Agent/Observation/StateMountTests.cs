using Mwan.Agent;
using Mwan.Agent.Observation;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Observation;

public sealed class StateMountTests : IDisposable
{
    private const string Root = "24 1 254:0 / / ro,relatime shared:1 - erofs /dev/dm-0 ro\n";

    private readonly TemporaryDirectory _root = new();

    [Fact]
    public void A_mounted_disk_is_a_disk()
    {
        StateDisk state = Read("90 24 8:16 / /state rw,noatime shared:40 - ext4 /dev/sdb rw\n");
        Assert.Equal((StateKind.Disk, "/dev/sdb", "ext4", false), (state.Kind, state.Source, state.FileSystem, state.ReadOnly));
    }

    [Fact]
    public void A_mount_made_read_only_for_this_service_alone_is_no_error() =>
        Assert.False(Read("90 24 8:16 / /state ro,noatime - ext4 /dev/sdb rw\n").ReadOnly);

    [Theory]
    [InlineData("ro,errors=remount-ro")]
    [InlineData("rw,emergency_ro")]
    public void A_file_system_that_turned_read_only_is_seen(string options) =>
        Assert.True(Read($"90 24 8:16 / /state rw,noatime - ext4 /dev/sdb {options}\n").ReadOnly);

    [Fact]
    public void The_last_mount_on_the_place_counts() =>
        Assert.Equal(StateKind.Disk, Read("90 24 0:40 / /state rw - tmpfs tmpfs rw\n91 90 8:16 / /state rw - ext4 /dev/sdb rw\n").Kind);

    [Fact]
    public void Errors_that_the_file_system_counted_are_read()
    {
        _ = _root.Write("sys/devices/sdb/uevent", "");
        _ = Directory.CreateDirectory(_root.At("sys/dev/block"));
        _ = File.CreateSymbolicLink(_root.At("sys/dev/block/8:16"), "../../devices/sdb");
        _ = _root.Write("sys/fs/ext4/sdb/errors_count", "3\n");
        Assert.Equal(3, Read("90 24 8:16 / /state rw - ext4 /dev/sdb rw\n").Errors);
    }

    [Fact]
    public void Without_a_disk_the_reason_says_so() =>
        Assert.Equal("no disk with the serial number mwan-state is attached", Read("90 24 0:40 / /state rw - tmpfs tmpfs rw\n").Reason);

    [Theory]
    [InlineData("sys/block/vdb/serial", "mwan-state\n")]
    [InlineData("sys/block/vdb/device/vpd_pg80", "\0\u0080\0\nmwan-state")]
    public void A_disk_that_is_attached_but_not_mounted_is_named(string path, string content)
    {
        _ = _root.Write(path, content);
        StateDisk state = Read("");
        Assert.Equal(StateKind.Volatile, state.Kind);
        Assert.StartsWith("the disk vdb is attached but not mounted", state.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _root.Dispose();

    private StateDisk Read(string mount)
    {
        _ = _root.Write("proc/self/mountinfo", Root + mount);
        return StateMount.Read(new Layout(_root.Path));
    }
}
