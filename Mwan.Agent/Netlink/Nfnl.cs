namespace Mwan.Agent.Netlink;

/// <summary>Constants of linux/netfilter/nfnetlink.h and nf_tables.h.</summary>
internal static class Nfnl
{
    public const ushort NFNL_SUBSYS_CTNETLINK = 1;
    public const ushort NFNL_SUBSYS_NFTABLES = 10;

    public const ushort NFT_MSG_NEWGEN = (NFNL_SUBSYS_NFTABLES << 8) | 15;
    public const ushort NFT_MSG_GETGEN = (NFNL_SUBSYS_NFTABLES << 8) | 16;

    public const ushort NFTA_GEN_ID = 1;
    public const ushort NFTA_GEN_PROC_PID = 2;
    public const ushort NFTA_GEN_PROC_NAME = 3;

    /// <summary>NFNLGRP_NFTABLES is group 7; this is its bit in the mask of <c>struct sockaddr_nl</c>.</summary>
    public const uint NftablesGroup = 1 << (7 - 1);

    /// <summary>Bytes of <c>struct nfgenmsg</c>.</summary>
    public const int BodyLength = 4;
}
