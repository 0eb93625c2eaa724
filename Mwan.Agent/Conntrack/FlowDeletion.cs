using System.Net;

namespace Mwan.Agent.Conntrack;

/// <summary>Flows to delete once the plan is in the kernel, and why.</summary>
/// <param name="Member">The member that carries them.</param>
/// <param name="Filter">Those that the kernel can select.</param>
/// <param name="Cause">What made them fit to be deleted; when it ends before their turn has come, they stay.</param>
/// <param name="Reason">For the journal: part of a sentence.</param>
internal sealed record FlowDeletion(string Member, FlowFilter Filter, FlowCause Cause, string Reason)
{
    /// <summary>Only those translated to an address in this network; null: that does not matter.</summary>
    public IPNetwork? Former { get; init; }

    /// <summary>But not those whose translation still holds, in this network.</summary>
    public IPNetwork? Current { get; init; }

    /// <summary>Whether the filter says it all.</summary>
    public bool IsWhole => Cause is not (FlowCause.Renumbering or FlowCause.Silence or FlowCause.Unanswered);

    /// <summary>Whether a flow that the filter selects is translated to an address that is no more.</summary>
    public bool IsFormer(FlowEntry entry) => Former is { } former && (Lies(entry.Destination, former) || Lies(entry.ReplyDestination, former));

    private bool Lies(IPAddress? address, IPNetwork former) => address is not null && former.Contains(address) && Current?.Contains(address) != true;
}
