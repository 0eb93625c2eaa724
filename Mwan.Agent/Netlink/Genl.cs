namespace Mwan.Agent.Netlink;

/// <summary>Generic netlink (linux/genetlink.h): families of messages that the kernel numbers when their modules are loaded.</summary>
internal static class Genl
{
    public const ushort GENL_ID_CTRL = 0x10;
    public const byte CTRL_CMD_GETFAMILY = 3;
    public const ushort CTRL_ATTR_FAMILY_ID = 1;
    public const ushort CTRL_ATTR_FAMILY_NAME = 2;

    /// <summary>Bytes of <c>struct genlmsghdr</c>.</summary>
    public const int HeaderLength = 4;

    /// <summary>A <c>struct genlmsghdr</c>.</summary>
    public static byte[] Header(byte command, byte version) => [command, version, 0, 0];
}
