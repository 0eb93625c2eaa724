using Mwan.Agent.Observation;

namespace Mwan.Tests.Unit.Agent.Status;

/// <summary>The shipped example on a day without trouble.</summary>
internal static class ExampleWorld
{
    public static DateTimeOffset Now { get; } = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static World Well { get; } = new()
    {
        At = Now,
        Release = new Release("1.2.0", "3f2a91c04b7d5e6f", "ab12", ".NET 10.0.0", "6.12.48+deb13-amd64"),
        Site = new SiteIdentity("mwan.home.goodkind.io", Problem: null, "0123456789abcdef0123456789abcdef"),
        State = new StateDisk
        {
            Kind = StateKind.Disk,
            Source = "/dev/sdb",
            FileSystem = "ext4",
            Use = new DiskUse(2L << 30, (2L << 30) / 100 * 97, 1000, 990),
        },
        Certificates = new CertificateSlot
        {
            Read = true,
            Subject = "CN=client",
            NotBefore = Now.AddDays(-100),
            NotAfter = Now.AddDays(213),
            KeyMatches = true,
        },
        Links =
        [
            Link("management", LinkRole.Management, "net0", "enmgmt0", "virtio_net", "192.168.1.5/24"),
            Link("lan", LinkRole.Lan, "net1", "enmwanbr0", "virtio_net", "10.250.250.1/29", "3d06:bad:b01:fe::1/64"),
            Link("att", LinkRole.Wan, "hostpci0", "enatt0", "iavf"),
            Link("att", LinkRole.Vlan, port: null, "enatt0.3242", "vlan", "104.57.226.200/24", "2001:506:72f7:108c:1234:5678:9abc:def0/128"),
        ],
        UnnamedInterfaces = [],
        Boot = new Boot(Verity: true, "sda2", "3f2a", "mwan_1.2.0", SecureBoot: false),
        ClockSynchronized = Now.AddMinutes(-3),
    };

    public static World With(Func<StateDisk, StateDisk> change) => Well with { State = change(Well.State) };

    public static World WithLink(string device, Func<Link, Link> change) =>
        Well with { Links = [.. Well.Links.Select(link => link.Interface == device ? change(link) : link)] };

    public static World WithSlot(Func<CertificateSlot, CertificateSlot> change) => Well with { Certificates = change(Well.Certificates!) };

    private static Link Link(string name, LinkRole role, string? port, string device, string driver, params string[] addresses) => new()
    {
        Name = name,
        Role = role,
        Port = port,
        Interface = device,
        ExpectedDriver = driver,
        Device = new Device(2, Up: true, Carrier: true, driver, Location: null, "02:00:00:00:00:01", PermanentMac: null, 1500, addresses, [], []),
    };
}
