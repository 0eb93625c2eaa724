using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Mwan.Config;

namespace Mwan.Tests.Unit.Config;

/// <summary>Sites with arbitrary values in every form that the model knows; they need not make sense.</summary>
internal static class AnySite
{
    private static readonly Gen<string> Text = Gen.Elements("a", "enwan0", "ä \"quoted\" \\ <&>", "", "zwölf", "\u2028\n\t");

    private static readonly Gen<IPAddress> Address = Gen.Elements(4, 16)
        .SelectMany(size => Gen.ArrayOf(Gen.Choose(0, 255), size))
        .Select(bytes => new IPAddress([.. bytes.Select(b => (byte)b)]));

    private static readonly Gen<InterfaceAddress> Interface =
        from address in Address from length in Gen.Choose(0, Prefix.Bits(address)) select new InterfaceAddress(address, length);

    private static readonly Gen<IPNetwork> Network = Interface.Select(a => a.Network);

    private static readonly Gen<TimeSpan> Duration = Gen.Choose(0, int.MaxValue).SelectMany(a => Gen.Choose(1, 100_000).Select(b => TimeSpan.FromTicks((long)a * b)));

    private static readonly Gen<FlowPolicy> Policy =
        from action in Gen.Elements(Enum.GetValues<FlowAction>()) from after in Duration select new FlowPolicy(action, after);

    private static readonly Gen<HealthTarget> Target =
        from kind in Gen.Elements(Enum.GetValues<ProbeKind>())
        from host in Text
        from port in Maybe(Gen.Choose(1, 65535))
        from name in Text
        select new HealthTarget(kind, host, port, name.Length is 0 ? null : name);

    private static readonly Gen<Pin> Pin =
        from to in List(Network)
        from dscp in Maybe(Gen.Choose(0, 63))
        from ports in List(from first in Gen.Choose(1, 65535) select new PortRange(first, 65535))
        from via in Text
        from strict in Gen.Elements(true, false)
        select new Pin { To = to, From = [], Dscp = dscp, Ports = ports, Via = via, Strict = strict };

    private static readonly Gen<Forward> Forward =
        from protocol in Gen.Elements("tcp", "udp")
        from ports in List(from first in Gen.Choose(1, 65535) select new PortRange(first, 65535))
        from to in Address
        select new Forward(protocol, ports, to);

    private static readonly Gen<Addressing> Addressing =
        from mode in Gen.Elements(Enum.GetValues<AddressingMode>())
        from address in Interface
        from gateway in Address
        select mode is AddressingMode.Static ? new Addressing(mode, address, gateway) : new Addressing(mode);

    private static readonly Site Base = Sample.Site();

    public static readonly Gen<Site> Generator =
        from health in AnyHealth()
        from wans in List(AnyWan(health))
        from routed in List(Network)
        from pins in List(Pin)
        from forwards in List(Forward)
        from servers in List(Text)
        from bridge in Text
        from every in Duration
        from hasProxmox in Gen.Elements(true, false)
        select Base with
        {
            Health = health,
            Wans = wans,
            Tunnels = [Base.Tunnels[0] with { Peer = Base.Tunnels[0].Peer with { Forwards = forwards } }],
            Lan = Base.Lan with { RoutedIpv4 = routed },
            Balance = new Balance { StickyBySource = hasProxmox, Pins = pins },
            NameServers = servers,
            Upgrades = Base.Upgrades with { CheckEvery = hasProxmox ? every : null, Source = hasProxmox ? new Uri("https://example.net/a?b=c") : null },
            Proxmox = hasProxmox ? Base.Proxmox! with { Bridges = new Dictionary<string, string>(StringComparer.Ordinal) { ["net9"] = bridge, ["net1"] = bridge } } : null,
        };

    private static Gen<Health> AnyHealth() =>
        from interval in Duration
        from hold in Duration
        from targets in List(Target)
        select Base.Health with { Interval = interval, Hold = hold, Targets = targets };

    private static Gen<Wan> AnyWan(Health health) =>
        from name in Text
        from vlan in Maybe(Gen.Choose(1, 4094))
        from ipv4 in Addressing
        from mappings in List(from inside in Address from outside in Address select new Mapping(inside, outside))
        from policy in Policy
        from delegation in Maybe(Gen.Choose(48, 64))
        select Base.Wans[0] with
        {
            Name = name,
            Vlan = vlan,
            Ipv4 = ipv4,
            Mappings = mappings,
            OnFailure = policy,
            Delegation = delegation,
            Health = health,
            Authentication = vlan is null ? null : Base.Wans[0].Authentication,
        };

    private static Gen<int?> Maybe(Gen<int> values) => Gen.OneOf(Gen.Constant<int?>(null), values.Select(v => (int?)v));

    private static Gen<IReadOnlyList<T>> List<T>(Gen<T> values) =>
        Gen.Choose(0, 4).SelectMany(count => Gen.ArrayOf(values, count)).Select(a => (IReadOnlyList<T>)a);
}
