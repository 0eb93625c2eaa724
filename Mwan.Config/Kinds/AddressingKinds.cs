using System.Net;
using System.Net.Sockets;
using Mwan.Config.Description;

namespace Mwan.Config.Kinds;

/// <summary>How one family of a link gets its address: a word, or <c>{ address, gateway }</c>.</summary>
internal static class AddressingKinds
{
    public static readonly Addressing Off = new(AddressingMode.Off);

    public static readonly Addressing Automatic = new(AddressingMode.Automatic);

    public static readonly Kind<Addressing> Ipv4 = Make(
        "dhcp", "staticIpv4", AddressKinds.Ipv4Interface, AddressKinds.Ipv4, "{ address: 192.0.2.5/24, gateway: 192.0.2.1 }");

    public static readonly Kind<Addressing> Ipv6 = Make(
        "auto", "staticIpv6", AddressKinds.Ipv6Interface, AddressKinds.Ipv6, "{ address: 2001:db8::5/64, gateway: fe80::1 }");

    private static EitherKind<Addressing> Make(
        string automatic, string name, Kind<InterfaceAddress> address, Kind<IPAddress> gateway, string example)
    {
        Field<InterfaceAddress> addressField = Field.Required("address", address, "The address with its prefix length.");
        Field<IPAddress> gatewayField = Field.Optional(
            "gateway", gateway, "no gateway", "The default gateway, inside the address's network or, for IPv6, a link-local address.");
        BuiltKind<Addressing> fixedAddress = new(
            new Section(name, "A static address.", addressField, gatewayField),
            example,
            (values, report) => Build(values.At(addressField), values.At(gatewayField), report));
        return new EitherKind<Addressing>(new ChoiceKind<Addressing>((automatic, Automatic), ("off", Off)) { Otherwise = $"a static address is written {example}" }, fixedAddress);
    }

    private static Addressing? Build(Item<InterfaceAddress> addressItem, Item<IPAddress> gatewayItem, Report report)
    {
        if (!addressItem.Is(out InterfaceAddress? address) || AddressChecks.WrongHost(address) is string wrong && Refuse(addressItem, wrong))
        {
            return null;
        }

        if (!gatewayItem.Is(out IPAddress? gateway))
        {
            return gatewayItem.IsAbsent ? new Addressing(AddressingMode.Static, address) : null;
        }

        bool linkLocal = gateway.AddressFamily is AddressFamily.InterNetworkV6 && gateway.IsIPv6LinkLocal;
        if (!linkLocal && !address.Network.Contains(gateway))
        {
            Refuse(gatewayItem, $"{gateway} is outside the network {address.Network} of the address; a gateway is reached directly");
            return null;
        }

        if (gateway.Equals(address.Address))
        {
            Refuse(gatewayItem, $"{gateway} is the link's own address; write the address of the next router");
            return null;
        }

        return new Addressing(AddressingMode.Static, address, gateway);

        bool Refuse(Item item, string message)
        {
            report.Error(item, message);
            return true;
        }
    }
}
