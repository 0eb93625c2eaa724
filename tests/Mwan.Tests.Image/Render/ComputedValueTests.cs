using Mwan.Build.Render;
using Xunit;

namespace Mwan.Tests.Image.Render;

public sealed class ComputedValueTests
{
    [Theory]
    [InlineData(512, 131072)]
    [InlineData(2048, 524288)]
    [InlineData(3000, 524288)]
    [InlineData(null, 262144)]
    public void The_connection_table_grows_with_the_memory(int? memoryMiB, int maximum) =>
        Assert.Equal(new Conntrack(maximum, maximum / 4), Conntrack.For(memoryMiB));

    [Theory]
    [InlineData("enatt0", "enatt0")]
    [InlineData("en-att_0:1.2", @"en\x2datt_0:1.2")]
    [InlineData(".a", @"\x2ea")]
    public void A_name_in_a_unit_name_is_escaped_as_systemd_escape_does(string name, string escaped) =>
        Assert.Equal(escaped, UnitName.Escape(name));
}
