namespace Mwan.Agent.Netlink;

/// <summary>Netlink's alignment (NLMSG_ALIGNTO and NLA_ALIGNTO are both 4).</summary>
internal static class Aligned
{
    /// <summary>The length rounded up to a multiple of four.</summary>
    public static int To4(int length) => (length + 3) & ~3;
}
