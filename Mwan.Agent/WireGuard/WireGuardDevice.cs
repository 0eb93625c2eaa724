using System.Buffers.Binary;
using Mwan.Agent.Netlink;

namespace Mwan.Agent.WireGuard;

/// <summary>A WireGuard interface as the kernel has it. Its private key is passed over, and is kept nowhere.</summary>
/// <param name="PublicKey">Base64 of its public key; null: it has no key yet.</param>
/// <param name="Peers">Its peers.</param>
/// <param name="Mark">The mark of its own packets; 0: none.</param>
internal sealed record WireGuardDevice(string? PublicKey, IReadOnlyList<WireGuardPeer> Peers, int Mark)
{
    /// <summary>Reads one message of the answer to <see cref="Wg.WG_CMD_GET_DEVICE"/>; an interface of many peers takes several.</summary>
    public static WireGuardDevice? Parse(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Genl.HeaderLength || payload[0] != Wg.WG_CMD_GET_DEVICE)
        {
            return null;
        }

        WireGuardDevice device = new(PublicKey: null, [], Mark: 0);
        AttributeReader reader = new(payload[Genl.HeaderLength..]);
        while (reader.Read())
        {
            device = reader.Type switch
            {
                Wg.WGDEVICE_A_PUBLIC_KEY when reader.Value.IndexOfAnyExcept((byte)0) >= 0 => device with { PublicKey = Convert.ToBase64String(reader.Value) },
                Wg.WGDEVICE_A_FWMARK when reader.Value.Length == sizeof(int) => device with { Mark = BinaryPrimitives.ReadInt32LittleEndian(reader.Value) },
                Wg.WGDEVICE_A_PEERS => device with { Peers = ParsePeers(reader.Value) },
                _ => device,
            };
        }

        return device;
    }

    private static List<WireGuardPeer> ParsePeers(ReadOnlySpan<byte> list)
    {
        List<WireGuardPeer> peers = [];
        AttributeReader reader = new(list);
        while (reader.Read())
        {
            if (WireGuardPeer.Parse(reader.Value) is { } peer)
            {
                peers.Add(peer);
            }
        }

        return peers;
    }
}
