using Mwan.Agent.Netlink;

namespace Mwan.Agent.Conntrack;

/// <summary>
/// ctnetlink in process. A deletion by filter is one message, and the kernel tells neither how many it deleted (its events would, but
/// flows that began without a listener send none) nor offers a count, so flows are counted by a dump with the same filter.
/// </summary>
internal sealed class FlowTable : IFlowTable
{
    private readonly NetlinkDump _dump = new(Nl.NETLINK_NETFILTER);
    private readonly NetlinkRequests _requests = new(Nl.NETLINK_NETFILTER);

    /// <inheritdoc/>
    public int Count(FlowFilter filter)
    {
        int count = 0;
        _ = Dump(filter, (type, _) =>
        {
            count += type == Ctnl.IPCTNL_MSG_CT_NEW ? 1 : 0;
            return null;
        });
        return count;
    }

    /// <inheritdoc/>
    public IReadOnlyList<FlowEntry> Read(FlowFilter filter) => Dump(filter, FlowEntry.Parse);

    /// <inheritdoc/>
    public NetlinkError Delete(FlowFilter filter) =>
        _requests.Send((ref request, sequence) => filter.Write(ref request, Ctnl.IPCTNL_MSG_CT_DELETE, Nl.NLM_F_ACK, sequence));

    /// <inheritdoc/>
    public NetlinkError Delete(FlowEntry entry) => _requests.Send(entry.WriteDeletion);

    /// <inheritdoc/>
    public void Dispose()
    {
        _dump.Dispose();
        _requests.Dispose();
    }

    // These dumps are never marked as interrupted, so nothing is read twice.
    private IReadOnlyList<FlowEntry> Dump(FlowFilter filter, NetlinkDump.Parser<FlowEntry> parse) =>
        _dump.Read((ref request, sequence) => filter.Write(ref request, Ctnl.IPCTNL_MSG_CT_GET, Nl.NLM_F_DUMP, sequence), parse);
}
