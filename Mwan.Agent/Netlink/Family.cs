namespace Mwan.Agent.Netlink;

/// <summary>Address family, numbered as in linux/socket.h.</summary>
internal enum Family : byte
{
    /// <summary>AF_INET.</summary>
    Ipv4 = Rtm.AF_INET,

    /// <summary>AF_INET6.</summary>
    Ipv6 = Rtm.AF_INET6,
}
