using Mwan.Agent.Keeping;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Keeping;

public sealed class StateFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StateFile _file;

    public StateFileTests() => _file = new StateFile(_directory.At("verdicts.json"));

    [Fact]
    public void What_is_written_is_read_and_root_alone_may()
    {
        Assert.Null(_file.Read());
        _file.Write([1, 2, 3]);
        _file.Write([4]);
        Assert.Equal([4], _file.Read());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory.At("verdicts.json")));
        _ = Assert.Single(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void What_a_power_cut_left_half_written_is_in_nobodys_way()
    {
        _file.Write([1]);
        _ = _directory.Write("verdicts.json.new", "half");
        Assert.Equal([1], _file.Read());
        _file.Write([2]);
        Assert.Equal([2], _file.Read());
    }

    [Fact]
    public void A_file_that_is_far_too_long_is_refused()
    {
        File.WriteAllBytes(_directory.At("verdicts.json"), new byte[(1 << 20) + 1]);
        _ = Assert.Throws<IOException>(() => _file.Read());
    }

    [Fact]
    public void What_is_deleted_is_gone_with_what_was_half_written()
    {
        _file.Delete();
        _file.Write([1]);
        _ = _directory.Write("verdicts.json.new", "half");
        _file.Delete();
        Assert.Empty(Directory.GetFiles(_directory.Path));
        new StateFile(_directory.At("absent/verdicts.json")).Delete();
    }

    [Fact]
    public void A_directory_that_is_not_there_is_an_error_and_is_not_made() =>
        Assert.ThrowsAny<IOException>(() => new StateFile(_directory.At("absent/verdicts.json")).Write([1]));

    public void Dispose() => _directory.Dispose();
}
