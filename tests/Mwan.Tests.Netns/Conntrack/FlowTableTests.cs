using System.Diagnostics;
using System.Globalization;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Netlink;
using Mwan.Tests.Netns.Worlds;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Netns.Conntrack;

public sealed class FlowTableTests : IDisposable
{
    private static readonly FlowFilter One = new(Family.Ipv4, 0x1, 0xff);
    private static readonly FlowFilter Two = new(Family.Ipv4, 0x2, 0xff);

    private readonly ITestOutputHelper _output;
    private readonly Namespace _place = new($"mwan-{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 4))}-ct");

    public FlowTableTests(ITestOutputHelper output)
    {
        _output = output;

        // Flows are tracked where a rule asks for it.
        _ = _place.Execute("nft", "add table ip t; add chain ip t c { type filter hook prerouting priority 0; }; add rule ip t c ct state new");
    }

    [Fact]
    public void The_kernel_deletes_the_flows_of_one_mark_and_leaves_all_others() => Inside(table =>
    {
        _ = Filling.Add(0, 3000, 0x101) + Filling.Add(3000, 1000, 0x1) + Filling.Add(4000, 500, 0x301) + Filling.Add(4500, 2000, 0x102);
        Assert.Equal((4500, 2000), (table.Count(One), table.Count(Two)));
        Assert.Equal(0, table.Delete(new FlowFilter(Family.Ipv4, 0x101, 0x3ff)).Code);
        Assert.Equal((1500, 2000), (table.Count(One), table.Count(Two)));
        Assert.Equal(0, table.Delete(new FlowFilter(Family.Ipv4, 0x101, 0x1ff)).Code);
        Assert.Equal((1000, 2000), (table.Count(One), table.Count(Two)));
        Assert.Equal(0, table.Delete(One).Code);
        Assert.Equal((0, 2000), (table.Count(One), table.Count(Two)));
    });

    [Fact]
    public void Neither_another_family_nor_another_protocol_is_deleted() => Inside(table =>
    {
        _ = Filling.Add(0, 100, 0x1);
        Assert.Equal(0, table.Delete(One with { Family = Family.Ipv6 }).Code);
        Assert.Equal(0, table.Delete(One with { Protocol = Ctnl.IPPROTO_TCP }).Code);
        Assert.Equal((100, 0, 100), (table.Count(One), table.Count(One with { Protocol = Ctnl.IPPROTO_TCP }), table.Count(One with { Protocol = Ctnl.IPPROTO_UDP })));
        Assert.Equal(0, table.Delete(One with { Protocol = Ctnl.IPPROTO_UDP }).Code);
        Assert.Equal(0, table.Count(One));
    });

    [Fact]
    public void One_flow_is_deleted_by_its_tuple_and_a_second_time_it_is_not_there() => Inside(table =>
    {
        _ = Filling.Add(0, 100, 0x1);
        FlowEntry entry = table.Read(One)[0];
        Assert.Equal(0, table.Delete(entry).Code);
        Assert.Equal(99, table.Count(One));
        Assert.Equal(2, table.Delete(entry).Code);
    });

    [Fact]
    [Trait("Category", "full")]
    public void Fifty_thousand_of_two_hundred_thousand_take_no_long_time() => Inside(table =>
    {
        _ = Filling.Add(0, 150_000, 0x102) + Filling.Add(150_000, 50_000, 0x101);
        long start = Stopwatch.GetTimestamp();
        int count = table.Count(One);
        TimeSpan counted = Stopwatch.GetElapsedTime(start);
        Assert.Equal(0, table.Delete(One).Code);
        TimeSpan deleted = Stopwatch.GetElapsedTime(start) - counted;
        Assert.Equal((50_000, 0), (count, table.Count(One)));
        TimeSpan all = Stopwatch.GetElapsedTime(start);
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"counted in {counted.TotalMilliseconds:0} ms, deleted in {deleted.TotalMilliseconds:0} ms, swept after {all.TotalMilliseconds:0} ms"));
        start = Stopwatch.GetTimestamp();
        IReadOnlyList<FlowEntry> others = table.Read(Two);
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{others.Count} others read in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms"));
        start = Stopwatch.GetTimestamp();
        Assert.All(others.Take(50_000), entry => Assert.Equal(0, table.Delete(entry).Code));
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"50000 of them deleted one by one in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms"));
        Assert.InRange(all, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    });

    public void Dispose() => _place.Dispose();

    private void Inside(Action<FlowTable> act) => _place.Run(() =>
    {
        using FlowTable table = new();
        act(table);
        return true;
    });
}
