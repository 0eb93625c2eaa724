using System.Globalization;
using System.Net.Sockets;
using Mwan.Build.Machines;

namespace Mwan.Build.Lab;

/// <summary>What can go wrong at an ISP's link, as data. Pure. Each stands alone: two at one link do not mix.</summary>
public static class LinkFaults
{
    internal const string Everything = "policy drop;";
    private const int EthernetMtu = 1500;

    /// <summary>All that can go wrong at a link, with an example of each that has a measure.</summary>
    public static IReadOnlyList<LinkFault> All(LabIsp isp)
    {
        ArgumentNullException.ThrowIfNull(isp);
        return
        [
            CarrierOff(isp),
            BlackHole(isp),
            GatewaySilent(isp),
            DhcpSilent(isp),
            InternetGone(isp),
            FamilyGone(isp, AddressFamily.InterNetwork),
            FamilyGone(isp, AddressFamily.InterNetworkV6),
            Loss(isp, 30),
            Delay(isp, TimeSpan.FromMilliseconds(100)),
            Rate(isp, 1000),
            Narrow(isp, 1400),
            NarrowBothWays(isp, 1400),
            Renumbered(isp),
            SessionDead(isp),
            .. isp.Wan.Authentication is null ? [] : (LinkFault[])[EapRejected(isp)],
            .. isp.Wan.Port.IsPassthrough ? (LinkFault[])[NicReplaced(isp)] : [],
        ];
    }

    /// <summary>The router's cable is pulled.</summary>
    public static LinkFault CarrierOff(LabIsp isp) =>
        new("carrier off", [new CableStep(isp.Wan.Port, Plugged: false)], [new CableStep(isp.Wan.Port, Plugged: true)]);

    /// <summary>
    /// The NIC is taken out, and mending puts another in, with another hardware address of its own: what a virtual function is after the
    /// host has made it anew. For passed-through NICs.
    /// </summary>
    public static LinkFault NicReplaced(LabIsp isp)
    {
        const int Another = 0x5a;
        Nic nic = new(isp.Wan.Port) { Mac = Nic.MacOf(isp.Wan.Port, Another) };
        return new LinkFault("NIC replaced", [new DeviceStep(nic, Present: false)], [new DeviceStep(nic, Present: true)]);
    }

    /// <summary>The line behind the gateway takes smaller packets only, and says so to who sends larger ones.</summary>
    /// <param name="isp">The ISP.</param>
    /// <param name="mtu">The largest packet in bytes, at least 1280 (RFC 8200 section 5).</param>
    public static LinkFault Narrow(LabIsp isp, int mtu)
    {
        string Set(int value) => string.Create(CultureInfo.InvariantCulture, $"ip link set {LabIsp.UplinkLink} mtu {value}");
        return new LinkFault(
            string.Create(CultureInfo.InvariantCulture, $"packets of {mtu} bytes"), [new ScriptStep(isp.Namespace, Set(mtu))], [new ScriptStep(isp.Namespace, Set(EthernetMtu))]);
    }

    /// <summary>The same in both directions: the Internet's end knows it too, and so does what its hosts say of the packets that they take.</summary>
    /// <param name="isp">The ISP.</param>
    /// <param name="mtu">The largest packet in bytes, at least 1280 (RFC 8200 section 5).</param>
    public static LinkFault NarrowBothWays(LabIsp isp, int mtu)
    {
        LinkFault outward = Narrow(isp, mtu);
        return new LinkFault($"{outward.Name}, both ways", [.. outward.Break, Inward(mtu)], [.. outward.Mend, Inward(EthernetMtu)]);

        ScriptStep Inward(int value) => new("internet", string.Create(CultureInfo.InvariantCulture, $"ip link set {isp.InternetLink} mtu {value}"));
    }

    /// <summary>The carrier stays, and nothing that is sent arrives, in either direction: not even ARP, DHCP or EAPOL.</summary>
    public static LinkFault BlackHole(LabIsp isp) => Filter("black hole", isp.PortNamespace, LabIsp.PortLink, Everything, Everything);

    /// <summary>The gateway is dead: it neither forwards nor answers ARP and neighbour discovery. The ISP's DHCP servers live.</summary>
    public static LinkFault GatewaySilent(LabIsp isp) => Filter(
        "gateway silent",
        isp.Namespace,
        isp.Link,
        "policy drop; udp dport { 67, 547 } accept; icmpv6 type nd-neighbor-advert accept;",
        "policy drop; udp sport { 67, 547 } accept; icmpv6 type nd-neighbor-solicit accept;");

    /// <summary>Neither DHCPv4 nor DHCPv6 is answered; all else works.</summary>
    public static LinkFault DhcpSilent(LabIsp isp) => Filter("DHCP silent", isp.Namespace, isp.Link, "", "udp sport { 67, 547 } drop;");

    /// <summary>The gateway answers, and behind it there is nothing.</summary>
    public static LinkFault InternetGone(LabIsp isp) => NotForwarded("Internet gone", isp, "policy drop;");

    /// <summary>One family is not forwarded any more; the other is as before.</summary>
    public static LinkFault FamilyGone(LabIsp isp, AddressFamily family) => family == AddressFamily.InterNetwork
        ? NotForwarded("IPv4 gone", isp, "meta nfproto ipv4 drop;")
        : NotForwarded("IPv6 gone", isp, "meta nfproto ipv6 drop;");

    /// <summary>The given share of packets is lost in each direction.</summary>
    /// <param name="isp">The ISP.</param>
    /// <param name="percent">0-100.</param>
    public static LinkFault Loss(LabIsp isp, int percent) => Emulated(isp, string.Create(CultureInfo.InvariantCulture, $"loss {percent}%"));

    /// <summary>Every packet takes longer, in each direction.</summary>
    /// <param name="isp">The ISP.</param>
    /// <param name="time">How much longer.</param>
    public static LinkFault Delay(LabIsp isp, TimeSpan time) => Emulated(isp, string.Create(CultureInfo.InvariantCulture, $"delay {time.TotalMilliseconds:0}ms"));

    /// <summary>The line carries no more than this in each direction.</summary>
    /// <param name="isp">The ISP.</param>
    /// <param name="kilobits">Thousands of bits per second.</param>
    public static LinkFault Rate(LabIsp isp, int kilobits) => Emulated(isp, string.Create(CultureInfo.InvariantCulture, $"rate {kilobits}kbit"));

    /// <summary>The ISP takes its prefix back and delegates <see cref="LabIsp.OtherDelegation"/> instead.</summary>
    public static LinkFault Renumbered(LabIsp isp)
    {
        string server = $"/usr/lib/world/serve dhcp6-{isp.Wan.Name} {isp.Namespace} kea-dhcp6 -c {IspFiles.Directory(isp)}/";
        return new LinkFault("delegation changed", [new ScriptStep(isp.Namespace, $"{server}{IspFiles.Renumbered}")], [new ScriptStep(isp.Namespace, $"{server}{IspFiles.Numbered}")]);
    }

    /// <summary>The authenticator knows the router's identity no more and closes the port.</summary>
    public static LinkFault EapRejected(LabIsp isp) =>
        new("EAP rejected", [Authenticate(isp, IspFiles.Refusing)], [Authenticate(isp, IspFiles.Accepting)]);

    /// <summary>The authenticator says that all is well, and nothing passes on the service's VLAN.</summary>
    public static LinkFault SessionDead(LabIsp isp) => Filter("session dead", isp.Namespace, isp.Link, Everything, Everything);

    private static ScriptStep Authenticate(LabIsp isp, string configuration) =>
        new(isp.PortNamespace, $"/usr/lib/world/authenticate {isp.Wan.Name} {isp.Namespace} {isp.PortNamespace} {IspFiles.Directory(isp)}/{configuration} {isp.Wan.Mac ?? Nic.MacOf(isp.Wan.Port, 0)}");

    // At the link itself: what listens to raw frames, as a DHCP server does, still hears, but nothing gets in or out.
    internal static LinkFault Filter(string name, string space, string link, string inward, string outward) => new(
        name,
        [new ScriptStep(space, $"""
            nft 'table netdev fault {"{"}
                chain in {"{"} type filter hook ingress device "{link}" priority 0; {inward} {"}"}
                chain out {"{"} type filter hook egress device "{link}" priority 0; {outward} {"}"}
            {"}"}'
            """)],
        [new ScriptStep(space, "nft delete table netdev fault")]);

    private static LinkFault NotForwarded(string name, LabIsp isp, string rule) => new(
        name,
        [new ScriptStep(isp.Namespace, $"nft 'table inet fault {"{"} chain forward {"{"} type filter hook forward priority -10; {rule} {"}"}; {"}"}'")],
        [new ScriptStep(isp.Namespace, "nft delete table inet fault")]);

    private static LinkFault Emulated(LabIsp isp, string how) => new(
        how,
        [
            new ScriptStep(isp.PortNamespace, $"tc qdisc replace dev {LabIsp.PortLink} root netem {how}"),
            new ScriptStep(isp.Namespace, $"tc qdisc replace dev {LabIsp.UplinkLink} root netem {how}"),
        ],
        [
            new ScriptStep(isp.PortNamespace, $"tc qdisc delete dev {LabIsp.PortLink} root"),
            new ScriptStep(isp.Namespace, $"tc qdisc delete dev {LabIsp.UplinkLink} root"),
        ]);
}
