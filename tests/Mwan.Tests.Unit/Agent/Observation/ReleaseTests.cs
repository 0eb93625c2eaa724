using Mwan.Agent;
using Mwan.Agent.Observation;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Observation;

public sealed class ReleaseTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    [Fact]
    public void The_version_of_the_image_comes_first()
    {
        _ = _root.Write("usr/lib/os-release", "ID=debian\nIMAGE_ID=mwan\nIMAGE_VERSION=\"1.2.0\"\n");
        _ = _root.Write("usr/lib/mwan/release", "# built\nMWAN_VERSION=1.1.0\nMWAN_COMMIT=3f2a\nMWAN_CONFIG_HASH='ab'\n");
        Release release = Release.Read(new Layout(_root.Path));
        Assert.Equal(("1.2.0", "3f2a", "ab"), (release.Version, release.Commit, release.ConfigHash));
    }

    [Fact]
    public void The_version_of_another_image_is_not_ours()
    {
        _ = _root.Write("usr/lib/os-release", "IMAGE_ID=other\nIMAGE_VERSION=9\n");
        _ = _root.Write("usr/lib/mwan/release", "MWAN_VERSION=1.1.0\n");
        Assert.Equal("1.1.0", Release.Read(new Layout(_root.Path)).Version);
    }

    [Fact]
    public void Without_an_image_the_program_has_its_own_version() =>
        Assert.Matches(@"^\d+\.\d+\.\d+", Release.Read(new Layout(_root.Path)).Version);

    public void Dispose() => _root.Dispose();
}
