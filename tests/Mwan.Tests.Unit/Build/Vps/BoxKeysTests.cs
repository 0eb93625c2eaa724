using System.Security.Cryptography;
using Mwan.Build;
using Mwan.Build.Vps;
using Mwan.Config;
using Mwan.Tests.Unit.Config;
using Xunit;

namespace Mwan.Tests.Unit.Build.Vps;

public sealed class BoxKeysTests
{
    private static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly IReadOnlyList<Tunnel> One = Sample.Site().Tunnels;
    private static readonly IReadOnlyList<Tunnel> Two = SiteFile.Load(Repository.File("tests/sites/other-lan.yaml")).Site!.Tunnels;

    [Fact]
    public void A_site_with_one_tunnel_needs_no_name() => Assert.Equal(Key, BoxKeys.Read(One, [Key])["vps"]);

    [Fact]
    public void A_name_may_stand_before_the_key() => Assert.Equal(Key, BoxKeys.Read(One, [$"vps={Key}"])["vps"]);

    [Fact]
    public void Each_tunnel_has_its_own() =>
        Assert.Equal("dublin, frankfurt", string.Join(", ", BoxKeys.Read(Two, [$"frankfurt={Key}", $"dublin={Key}"]).Keys.Order(StringComparer.Ordinal)));

    [Fact]
    public void A_tunnel_may_go_without() => Assert.Equal("dublin", Assert.Single(BoxKeys.Read(Two, [$"dublin={Key}"])).Key);

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        string[] mistakes = Assert.Throws<BuildException>(() => BoxKeys.Read(Two, [Key, $"berlin={Key}", "dublin=short=", $"dublin={new string('A', 43)}=", $"frankfurt={Key}", $"frankfurt={Key}"]))
            .Message.Split(Environment.NewLine);
        Assert.Collection(
            mistakes,
            mistake => Assert.Contains("several tunnels (frankfurt, dublin); write TUNNEL=KEY", mistake, StringComparison.Ordinal),
            mistake => Assert.Contains("no tunnel 'berlin'; there is frankfurt, dublin", mistake, StringComparison.Ordinal),
            mistake => Assert.Contains("no WireGuard public key", mistake, StringComparison.Ordinal),
            mistake => Assert.Contains("no WireGuard public key", mistake, StringComparison.Ordinal),
            mistake => Assert.Contains("frankfurt has a key already", mistake, StringComparison.Ordinal));
    }
}
