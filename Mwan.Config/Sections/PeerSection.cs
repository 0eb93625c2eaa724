using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of a tunnel's <c>peer</c>.</summary>
internal static class PeerSection
{
    public static readonly Field<HostPort> Endpoint = Field.Required(
        "endpoint", HostPortKind.Required, "Host and UDP port, as an address or as a name that is resolved over the underlay.");

    public static readonly Field<string> PublicKey = Field.Required("publicKey", SecretKinds.WireGuardPublicKey, "The peer's public key.");

    public static readonly Field<IReadOnlyList<Item<IPAddress>>> Gateways = Field.WithDefault(
        "gateways",
        new ListKind<IPAddress>(AddressKinds.Any, "addresses", orOne: true),
        ListKind<IPAddress>.Of(),
        "Gateways inside the tunnel, at most one per family.");

    public static readonly Field<TimeSpan> Keepalive = Field.WithDefault(
        "keepalive",
        new WordKind<TimeSpan, TimeSpan>("off", TimeSpan.Zero, DurationKind.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(65535)), t => t)
        {
            Write = t => DurationKind.Write(t),
        },
        TimeSpan.FromSeconds(25),
        "Interval of keep-alives, in whole seconds.");

    public static readonly Field<TimeSpan> HandshakeAge = Field.WithDefault(
        "handshakeAge",
        DurationKind.Between(TimeSpan.FromSeconds(150), TimeSpan.FromDays(1)),
        TimeSpan.FromSeconds(180),
        "Age at which a handshake counts as stale. WireGuard makes a new one after 120 s at the earliest, with the next packet or keep-alive, and drops a session after 180 s.");

    public static readonly Field<IReadOnlyList<Item<Values>>> Forwards = Field.WithDefault(
        "forwards",
        new ListKind<Values>(ForwardSection.Kind, "forwards"),
        ListKind<Values>.Of(),
        "Ports at which the peer takes calls for what is behind the box; `--target=Vps` writes its side. They are answered while the tunnel is up: with `warm: false`, only while it is needed.");

    public static readonly Section Section = new("peer", "The other end of a tunnel.", Endpoint, PublicKey, Gateways, Keepalive, HandshakeAge, Forwards);

    public static readonly SectionKind Kind = new(Section, "{ endpoint: \"192.0.2.1:51820\", publicKey: ... }");
}
