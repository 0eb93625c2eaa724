namespace Mwan.Agent.WireGuard;

/// <summary>Commands, flags and attributes of linux/wireguard.h.</summary>
internal static class Wg
{
    public const string GenericFamily = "wireguard";
    public const byte Version = 1;

    public const byte WG_CMD_GET_DEVICE = 0;
    public const byte WG_CMD_SET_DEVICE = 1;

    public const ushort WGDEVICE_A_IFNAME = 2;
    public const ushort WGDEVICE_A_PUBLIC_KEY = 4;
    public const ushort WGDEVICE_A_FWMARK = 7;
    public const ushort WGDEVICE_A_PEERS = 8;

    public const ushort WGPEER_A_PUBLIC_KEY = 1;
    public const ushort WGPEER_A_FLAGS = 3;
    public const ushort WGPEER_A_ENDPOINT = 4;
    public const ushort WGPEER_A_LAST_HANDSHAKE_TIME = 6;
    public const ushort WGPEER_A_RX_BYTES = 7;
    public const ushort WGPEER_A_TX_BYTES = 8;

    /// <summary>Changes a peer that is there; makes none.</summary>
    public const uint WGPEER_F_UPDATE_ONLY = 4;

    /// <summary>Bytes of a Curve25519 key.</summary>
    public const int KeyLength = 32;
}
