using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Mwan.Agent.Netlink;

namespace Mwan.Agent.WireGuard;

/// <summary>Speaks generic netlink with the kernel's WireGuard, in one thread at a time.</summary>
internal sealed class KernelWireGuard : IWireGuard
{
    private delegate void Change(ushort family, ref RequestWriter request, uint sequence);

    private readonly Lock _lock = new();
    private readonly NetlinkDump _questions = new(Nl.NETLINK_GENERIC);
    private readonly NetlinkRequests _requests = new(Nl.NETLINK_GENERIC);
    private ushort _family;

    /// <inheritdoc/>
    public WireGuardDevice? Read(string interfaceName)
    {
        lock (_lock)
        {
            try
            {
                ushort family = Family();
                byte[] name = Name(interfaceName);
                IReadOnlyList<WireGuardDevice> parts = _questions.Read(
                    (ref request, sequence) =>
                    {
                        request.Begin(family, Nl.NLM_F_DUMP, sequence, Genl.Header(Wg.WG_CMD_GET_DEVICE, Wg.Version));
                        request.Add(Wg.WGDEVICE_A_IFNAME, name);
                    },
                    (type, payload) => type == family ? WireGuardDevice.Parse(payload) : null);
                return parts.Count == 0 ? null : parts[0] with { Peers = [.. parts.SelectMany(part => part.Peers)] };
            }
            catch (SocketException)
            {
                // No such interface, or no such module yet. The link says as much.
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public string? SetEndpoint(string interfaceName, string publicKey, IPEndPoint endpoint) =>
        Set((family, ref request, sequence) => WriteEndpoint(ref request, sequence, family, interfaceName, publicKey, endpoint));

    /// <inheritdoc/>
    public string? SetMark(string interfaceName, int mark) =>
        Set((family, ref request, sequence) => WriteMark(ref request, sequence, family, interfaceName, mark));

    /// <inheritdoc/>
    public void Dispose()
    {
        _questions.Dispose();
        _requests.Dispose();
    }

    /// <summary>Writes the request of <see cref="SetEndpoint"/>.</summary>
    internal static void WriteEndpoint(ref RequestWriter request, uint sequence, ushort family, string interfaceName, string publicKey, IPEndPoint endpoint)
    {
        request.Begin(family, Nl.NLM_F_ACK, sequence, Genl.Header(Wg.WG_CMD_SET_DEVICE, Wg.Version));
        request.Add(Wg.WGDEVICE_A_IFNAME, Name(interfaceName));
        int peers = request.BeginNest(Wg.WGDEVICE_A_PEERS);
        int peer = request.BeginNest(0);
        request.Add(Wg.WGPEER_A_PUBLIC_KEY, Convert.FromBase64String(publicKey));
        request.Add(Wg.WGPEER_A_FLAGS, Wg.WGPEER_F_UPDATE_ONLY);
        request.Add(Wg.WGPEER_A_ENDPOINT, WireGuardPeer.Write(endpoint));
        request.EndNest(peer);
        request.EndNest(peers);
    }

    /// <summary>Writes the request of <see cref="SetMark"/>.</summary>
    internal static void WriteMark(ref RequestWriter request, uint sequence, ushort family, string interfaceName, int mark)
    {
        request.Begin(family, Nl.NLM_F_ACK, sequence, Genl.Header(Wg.WG_CMD_SET_DEVICE, Wg.Version));
        request.Add(Wg.WGDEVICE_A_IFNAME, Name(interfaceName));
        request.Add(Wg.WGDEVICE_A_FWMARK, (uint)mark);
    }

    private string? Set(Change change)
    {
        lock (_lock)
        {
            try
            {
                ushort family = Family();
                NetlinkError result = _requests.Send((ref request, sequence) => change(family, ref request, sequence));
                return result.Code == 0 ? null : result.Message;
            }
            catch (SocketException exception)
            {
                return exception.Message;
            }
        }
    }

    private static byte[] Name(string text) => Encoding.ASCII.GetBytes(text + '\0');

    // The kernel loads the module when its family is asked for.
    private ushort Family()
    {
        if (_family == 0)
        {
            IReadOnlyList<object> answers = _questions.Read<object>(
                static (ref request, sequence) =>
                {
                    request.Begin(Genl.GENL_ID_CTRL, Nl.NLM_F_ACK, sequence, Genl.Header(Genl.CTRL_CMD_GETFAMILY, 1));
                    request.Add(Genl.CTRL_ATTR_FAMILY_NAME, Name(Wg.GenericFamily));
                },
                static (_, payload) => FamilyIn(payload) is > 0 and var found ? found : null);
            _family = answers is [ushort family, ..] ? family : throw new SocketException((int)SocketError.ProtocolFamilyNotSupported);
        }

        return _family;
    }

    private static ushort FamilyIn(ReadOnlySpan<byte> payload)
    {
        AttributeReader reader = new(payload[Math.Min(Genl.HeaderLength, payload.Length)..]);
        while (reader.Read())
        {
            if (reader.Type == Genl.CTRL_ATTR_FAMILY_ID && reader.Value.Length == sizeof(ushort))
            {
                return BinaryPrimitives.ReadUInt16LittleEndian(reader.Value);
            }
        }

        return 0;
    }
}
