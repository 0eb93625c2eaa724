using Mwan.Agent.Upgrades;
using Mwan.Config.Releases;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class SuitabilityTests
{
    private static readonly RunningImage Running = new("1.0", "mwan.example.org", "amd64", Certificates: null);

    [Fact]
    public void A_newer_version_for_this_box_is_suitable() => Assert.Empty(Suitability.Objections(Release, Running, version: null, order: 1));

    [Fact]
    public void The_same_version_is_refused() => Assert.Contains("runs 1.0 already", Assert.Single(Suitability.Objections(Release, Running, version: null, order: 0)), StringComparison.Ordinal);

    [Fact]
    public void An_older_version_is_refused_and_the_way_back_named() => Assert.Contains("mwan rollback", Assert.Single(Suitability.Objections(Release, Running, version: null, order: -1)), StringComparison.Ordinal);

    [Fact]
    public void What_a_channel_leads_to_has_to_be_what_lies_there()
    {
        Assert.Empty(Suitability.Objections(Release, Running, version: "1.1", order: 1));
        Assert.Equal("The channel leads to 1.2, and what lies there is 1.1.", Assert.Single(Suitability.Objections(Release, Running, version: "1.2", order: 1)));
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once() =>
        Assert.Equal(3, Suitability.Objections(Release with { Appliance = "other.example.org", Architecture = "arm64" }, Running, version: null, order: -1).Count());

    [Fact]
    public void Firmware_that_checks_what_it_boots_takes_what_it_knows()
    {
        RunningImage secure = Running with { Certificates = ["0011", "2233"] };
        Assert.Empty(Suitability.Objections(Release with { SecureBoot = "2233" }, secure, version: null, order: 1));
        Assert.Contains("and this release is not.", Assert.Single(Suitability.Objections(Release, secure, version: null, order: 1)), StringComparison.Ordinal);
        Assert.Contains("of this release, 4455, but 0011, 2233.", Assert.Single(Suitability.Objections(Release with { SecureBoot = "4455" }, secure, version: null, order: 1)), StringComparison.Ordinal);
        Assert.Single(Suitability.Objections(Release with { SecureBoot = "4455" }, secure with { Certificates = [] }, version: null, order: 1));
    }

    [Fact]
    public void Firmware_that_boots_anything_boots_what_is_signed_too() =>
        Assert.Empty(Suitability.Objections(Release with { SecureBoot = "2233" }, Running, version: null, order: 1));

    private static ReleaseDocument Release { get; } = new()
    {
        Name = ReleaseDocument.ProductName,
        Schema = ReleaseDocument.CurrentSchema,
        Version = "1.1",
        Architecture = "amd64",
        Appliance = "mwan.example.org",
        Commit = "0",
        ConfigHash = "0",
        RootHash = "0",
        Files = [],
    };
}
