using Mwan.Agent.Netlink;

namespace Mwan.Agent.Conntrack;

/// <summary>Constants of linux/netfilter/nfnetlink_conntrack.h and nf_conntrack_common.h. Numbers in these messages are in network order.</summary>
internal static class Ctnl
{
    public const ushort IPCTNL_MSG_CT_NEW = Nfnl.NFNL_SUBSYS_CTNETLINK << 8;
    public const ushort IPCTNL_MSG_CT_GET = (Nfnl.NFNL_SUBSYS_CTNETLINK << 8) | 1;
    public const ushort IPCTNL_MSG_CT_DELETE = (Nfnl.NFNL_SUBSYS_CTNETLINK << 8) | 2;

    public const ushort CTA_TUPLE_ORIG = 1;
    public const ushort CTA_TUPLE_REPLY = 2;
    public const ushort CTA_STATUS = 3;
    public const ushort CTA_TIMEOUT = 7;
    public const ushort CTA_MARK = 8;
    public const ushort CTA_COUNTERS_ORIG = 9;
    public const ushort CTA_COUNTERS_REPLY = 10;
    public const ushort CTA_ID = 12;
    public const ushort CTA_MARK_MASK = 21;
    public const ushort CTA_FILTER = 25;

    public const ushort CTA_TUPLE_IP = 1;
    public const ushort CTA_TUPLE_PROTO = 2;

    public const ushort CTA_IP_V4_SRC = 1;
    public const ushort CTA_IP_V4_DST = 2;
    public const ushort CTA_IP_V6_SRC = 3;
    public const ushort CTA_IP_V6_DST = 4;

    public const ushort CTA_PROTO_NUM = 1;
    public const ushort CTA_PROTO_SRC_PORT = 2;
    public const ushort CTA_PROTO_DST_PORT = 3;

    public const ushort CTA_COUNTERS_PACKETS = 1;

    public const ushort CTA_FILTER_ORIG_FLAGS = 1;

    /// <summary>Bit of CTA_FILTER_ORIG_FLAGS for CTA_PROTO_NUM; the kernel keeps these in net/netfilter/nf_internals.h.</summary>
    public const uint CTA_FILTER_F_CTA_PROTO_NUM = 1 << 3;

    /// <summary>The other side has answered.</summary>
    public const uint IPS_SEEN_REPLY = 1 << 1;

    public const uint IPS_SRC_NAT = 1 << 4;
    public const uint IPS_DST_NAT = 1 << 5;

    public const byte IPPROTO_TCP = 6;
    public const byte IPPROTO_UDP = 17;

    /// <summary>
    /// Version of <c>struct nfgenmsg</c> in a request to delete many. With NFNETLINK_V0 the kernel passes over the family, for old
    /// programs' sake, and deletes both.
    /// </summary>
    public const byte FamilyCounts = 1;
}
