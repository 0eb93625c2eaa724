using System.Net.Sockets;
using Mwan.Agent.Netlink;

namespace Mwan.Agent.Conntrack;

/// <summary>The kernel's table of flows. One thread at a time.</summary>
internal interface IFlowTable : IDisposable
{
    /// <summary>How many flows a filter selects.</summary>
    /// <exception cref="SocketException">The kernel refused.</exception>
    public int Count(FlowFilter filter);

    /// <summary>The flows that a filter selects.</summary>
    /// <exception cref="SocketException">The kernel refused.</exception>
    public IReadOnlyList<FlowEntry> Read(FlowFilter filter);

    /// <summary>Deletes the flows that a filter selects, all in the kernel.</summary>
    public NetlinkError Delete(FlowFilter filter);

    /// <summary>Deletes one flow.</summary>
    public NetlinkError Delete(FlowEntry entry);
}
