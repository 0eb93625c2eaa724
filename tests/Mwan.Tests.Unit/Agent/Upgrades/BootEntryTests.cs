using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class BootEntryTests
{
    [Theory]
    [InlineData("mwan_1.2.0.efi", "1.2.0", null, 0)]
    [InlineData("mwan_1.2.0+2.efi", "1.2.0", 2, 0)]
    [InlineData("mwan_1.2.0+1-1.efi", "1.2.0", 1, 1)]
    [InlineData("mwan_1.2.0~rc1+0-2.efi", "1.2.0~rc1", 0, 2)]
    public void A_name_counts_boots(string name, string version, int? left, int done) =>
        Assert.Equal(new BootEntry(name, version, left, done), BootEntry.Parse(name));

    [Theory]
    [InlineData("mwan_.efi")]
    [InlineData("mwan_1.2.0.efi.new")]
    [InlineData("mwan_1.2.0+.efi")]
    [InlineData("mwan_1.2.0+2-.efi")]
    [InlineData("mwan_1.2.0+-1.efi")]
    [InlineData("mwan_1.2.0+2-1-1.efi")]
    [InlineData("mwan_1.2.0+2+1.efi")]
    [InlineData("mwan_1.2.0+99999999999.efi")]
    [InlineData("other_1.2.0.efi")]
    [InlineData(".#sysupdatemwan_1.2.0.efi")]
    public void What_is_none_of_ours_is_passed_over(string name) => Assert.Null(BootEntry.Parse(name));

    [Theory]
    [InlineData("mwan_1.1.efi", "mwan_1.1+0.efi")]
    [InlineData("mwan_1.1+0.efi", "mwan_1.1+0.efi")]
    [InlineData("mwan_1.1+2.efi", "mwan_1.1+0-1.efi")]
    [InlineData("mwan_1.1+1-1.efi", "mwan_1.1+0-2.efi")]
    [InlineData("mwan_1.1+0-2.efi", "mwan_1.1+0-2.efi")]
    public void Only_what_proved_itself_is_set_aside(string name, string givenUp) => Assert.Equal(givenUp, BootEntry.Parse(name)!.GivenUp);

    [Fact]
    public void An_untried_entry_has_all_its_boots() => Assert.Equal(2, BootEntry.Parse(BootEntry.Untried("1.2.0", 2))!.TriesLeft);
}
