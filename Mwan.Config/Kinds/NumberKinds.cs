namespace Mwan.Config.Kinds;

/// <summary>Numbers of the kernel and the protocols, with their ranges.</summary>
internal static class NumberKinds
{
    /// <summary>802.1Q: 0 means priority only, 4095 is reserved.</summary>
    public static readonly WholeKind Vlan = new(1, 4094);

    /// <summary>1280 is what IPv6 demands of a link (RFC 8200 section 5).</summary>
    public static readonly WholeKind Mtu = new(1280, 9216, "bytes");

    /// <summary>The conntrack mark has 32 bits; eight hold a member and leave the rest to others.</summary>
    public static readonly WholeKind Mark = new(1, 255);

    /// <summary>rtnetlink's table number (32 bits; half are enough); the kernel's own 253 to 255 are refused by a rule.</summary>
    public static readonly WholeKind Table = new(1, 2_000_000_000);

    public static readonly WholeKind Tier = new(1, 99);

    public static readonly WholeKind Weight = new(1, 1000);

    public static readonly WholeKind Iaid = new(1, uint.MaxValue);

    public static readonly WholeKind Vmid = new(100, 999_999_999);
}
