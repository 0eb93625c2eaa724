using Mwan.Agent.Conntrack;
using Mwan.Agent.Netlink;

namespace Mwan.Tests.Unit.Agent.Conntrack;

/// <summary>A flow as a kernel told it: UDP from 127.0.0.1:40000 to port 7777, three packets there, one back, mark 0x101.</summary>
internal static class Recorded
{
    private const string Message =
        "02000000" + "34000180" + "14000180" + "080001007f000001" + "080002007f000001" + "1c000280" + "0500010011000000" + "060002009c400000" + "060003001e610000"
        + "34000280" + "14000180" + "080001007f000001" + "080002007f000001" + "1c000280" + "0500010011000000" + "060002001e610000" + "060003009c400000"
        + "080003000000000a" + "0800080000000101" + "08000c004ac0c533" + "08000b0000000001" + "080007000000001e"
        + "1c000980" + "0c00010000000000000000030c0002000000000000000057" + "1c000a80" + "0c00010000000000000000010c000200000000000000001d";

    public static FlowEntry Flow { get; } = With();

    /// <summary>The same with other values.</summary>
    public static FlowEntry With(uint id = 0x4ac0c533, uint mark = 0x101, uint status = 0xa, ulong? sent = 3, ulong answered = 1)
    {
        string message = Message
            .Replace("4ac0c533", $"{id:x8}", StringComparison.Ordinal)
            .Replace("0800080000000101", $"08000800{mark:x8}", StringComparison.Ordinal)
            .Replace("080003000000000a", $"08000300{status:x8}", StringComparison.Ordinal)
            .Replace("0000000000000003", $"{sent ?? 0:x16}", StringComparison.Ordinal)
            .Replace("0000000000000001" + "0c0002", $"{answered:x16}0c0002", StringComparison.Ordinal);
        message = sent is null ? message[..message.IndexOf("1c000980", StringComparison.Ordinal)] : message;
        return FlowEntry.Parse(Ctnl.IPCTNL_MSG_CT_NEW, Convert.FromHexString(message)) ?? throw new InvalidOperationException("No flow.");
    }

    public static string Deletion(FlowEntry flow)
    {
        RequestWriter request = new(new byte[256]);
        flow.WriteDeletion(ref request, sequence: 9);
        return Convert.ToHexStringLower(request.End());
    }
}
