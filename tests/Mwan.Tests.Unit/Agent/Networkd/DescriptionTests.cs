using System.Net;
using System.Text.Json;
using Mwan.Agent.Networkd;
using Mwan.Agent.Observation;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Networkd;

/// <summary>The files were captured from systemd-networkd 257.13 with a DHCPv4 lease and a DHCPv6 delegation.</summary>
public sealed class DescriptionTests
{
    [Fact]
    public void The_lease_with_its_gateway_is_read()
    {
        Lease? lease = Captured("bound").Lease;
        Assert.Equal(new Lease(new InterfaceAddress(IPAddress.Parse("104.57.226.200"), 24), IPAddress.Parse("104.57.226.1")), lease);
    }

    [Fact]
    public void The_delegation_with_its_lifetimes_is_read()
    {
        DescribedPrefix prefix = Assert.Single(Captured("bound").Prefixes);
        Assert.Equal((IPAddress.Parse("2600:1700:2f71:c80::"), 60), (prefix.Address, prefix.Length));
        Assert.Equal(TimeSpan.FromMicroseconds(17_849_850_140), prefix.PreferredUntil);
        Assert.Equal(TimeSpan.FromMicroseconds(19_649_850_140), prefix.ValidUntil);
    }

    [Fact]
    public void A_lease_is_an_answer_of_the_server_whether_or_not_it_has_a_prefix()
    {
        Assert.True(Captured("bound").Leased);
        Assert.True(Only("""{"Interfaces":[{"Name":"a","DHCPv6Client":{"Lease":{"LeaseTimestampUSec":1}}}]}""").Leased);
        Assert.False(Only("""{"Interfaces":[{"Name":"a","DHCPv6Client":{"DUID":"DUID-EN/Vendor:0000ab11"}}]}""").Leased);
        Assert.False(Only("""{"Interfaces":[{"Name":"a","DHCPv6Client":7}]}""").Leased);

        static LinkDescription Only(string json) => Assert.Single(Description.Parse(json));
    }

    [Fact]
    public void After_a_renewal_that_renumbered_the_new_delegation_is_read() =>
        Assert.Equal(IPAddress.Parse("2600:1700:2f71:d80::"), Assert.Single(Captured("renewed").Prefixes).Address);

    [Fact]
    public void An_interface_without_a_client_has_neither()
    {
        LinkDescription link = Description.Parse(Text("bound")).Single(candidate => candidate.Name == "lo");
        Assert.Null(link.Lease);
        Assert.Empty(link.Prefixes);
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData("[]", 0)]
    [InlineData("""{"Interfaces":{}}""", 0)]
    [InlineData("""{"Interfaces":[1,null,{},{"Name":5}]}""", 0)]
    [InlineData("""{"Interfaces":[{"Name":"a","DHCPv6Client":null,"Addresses":7,"Routes":[3]}]}""", 1)]
    [InlineData("""{"Interfaces":[{"Name":"a","DHCPv6Client":{"Prefixes":[{"Prefix":[1,2],"PrefixLength":60},{"Prefix":"::","PrefixLength":60},{"PrefixLength":60},4]}}]}""", 1)]
    public void Another_form_than_expected_is_passed_over(string json, int links)
    {
        IReadOnlyList<LinkDescription> read = Description.Parse(json);
        Assert.Equal(links, read.Count);
        Assert.All(read, link => Assert.Empty(link.Prefixes));
        Assert.All(read, link => Assert.Null(link.Lease));
    }

    [Fact]
    public void No_json_is_an_error_that_is_expected() => Assert.ThrowsAny<JsonException>(() => Description.Parse("s \"{"));

    [Theory]
    [InlineData("0,0,0,0", 24)]
    [InlineData("127,0,0,1", 8)]
    [InlineData("224,0,0,1", 24)]
    [InlineData("104,57,226,200", 0)]
    [InlineData("104,57,226,200", 33)]
    public void An_address_that_no_host_can_have_is_no_lease(string address, int length) =>
        Assert.Null(Description.Parse($$"""{"Interfaces":[{"Name":"a","Addresses":[{"Address":[{{address}}],"PrefixLength":{{length}},"ConfigSource":"DHCPv4"}]}]}""")[0].Lease);

    private static LinkDescription Captured(string name) => Description.Parse(Text(name)).Single(link => link.Name == "enatt0");

    private static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Agent/Networkd", $"describe-{name}.txt"));
}
