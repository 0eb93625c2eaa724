using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Netlink;

namespace Mwan.Tests.Netns.Conntrack;

/// <summary>Fills the kernel's table with flows that never were. To be run in the namespace that is to have them.</summary>
internal static class Filling
{
    private const int Batch = 100;

    /// <summary>Adds UDP flows from 10.0.0.0/8 with a mark; the kernel refuses none.</summary>
    /// <param name="first">Number of the first, which makes its addresses.</param>
    /// <param name="count">How many, a multiple of 100.</param>
    /// <param name="mark">Their mark.</param>
    public static int Add(int first, int count, uint mark)
    {
        using Socket socket = NetlinkSocket.Open(Nl.NETLINK_NETFILTER, groups: 0);
        socket.ReceiveTimeout = 20_000;
        byte[] answer = new byte[8 * 1024];
        byte[] buffer = new byte[64 * 1024];
        for (int done = 0; done < count; done += Batch)
        {
            int length = 0;
            for (int i = 0; i < Batch; i++)
            {
                length += Write(buffer.AsSpan(length), first + done + i, mark, last: i == Batch - 1);
            }

            _ = socket.Send(buffer.AsSpan(0, length));
            MessageReader messages = new(answer.AsSpan(0, socket.Receive(answer)));
            while (messages.Read())
            {
                NetlinkError error = NetlinkError.Parse(messages.Type, messages.Payload, messages.Flags);
                if (error.Code != 0)
                {
                    throw new SocketException(error.Code, error.Message);
                }
            }
        }

        return count;
    }

    private static int Write(Span<byte> buffer, int number, uint mark, bool last)
    {
        RequestWriter request = new(buffer);
        ushort flags = (ushort)(Nl.NLM_F_CREATE | Nl.NLM_F_EXCL | (last ? Nl.NLM_F_ACK : 0));
        request.Begin(Ctnl.IPCTNL_MSG_CT_NEW, flags, sequence: 1, [Rtm.AF_INET, 0, 0, 0]);
        IPAddress client = new([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
        Tuple(ref request, Ctnl.CTA_TUPLE_ORIG, client, IPAddress.Parse(Worlds.Lab.Internet4), 1000, 7);
        Tuple(ref request, Ctnl.CTA_TUPLE_REPLY, IPAddress.Parse(Worlds.Lab.Internet4), client, 7, 1000);
        request.Add(Ctnl.CTA_TIMEOUT, BinaryPrimitives.ReverseEndianness(600u));
        request.Add(Ctnl.CTA_MARK, BinaryPrimitives.ReverseEndianness(mark));
        return request.End().Length;
    }

    private static void Tuple(ref RequestWriter request, ushort type, IPAddress source, IPAddress destination, ushort from, ushort to)
    {
        int tuple = request.BeginNest(type);
        int addresses = request.BeginNest(Ctnl.CTA_TUPLE_IP);
        request.Add(Ctnl.CTA_IP_V4_SRC, source);
        request.Add(Ctnl.CTA_IP_V4_DST, destination);
        request.EndNest(addresses);
        int protocol = request.BeginNest(Ctnl.CTA_TUPLE_PROTO);
        request.Add(Ctnl.CTA_PROTO_NUM, [Ctnl.IPPROTO_UDP]);
        request.Add(Ctnl.CTA_PROTO_SRC_PORT, [(byte)(from >> 8), (byte)from]);
        request.Add(Ctnl.CTA_PROTO_DST_PORT, [(byte)(to >> 8), (byte)to]);
        request.EndNest(protocol);
        request.EndNest(tuple);
    }
}
