using System.Net.Sockets;

namespace Mwan.Build.Lab;

/// <summary>The link to an ISP in a lab that runs, and what can be done to it.</summary>
/// <param name="lab">The lab.</param>
/// <param name="isp">The ISP.</param>
public sealed class LabLink(RunningLab lab, LabIsp isp)
{
    /// <summary>The ISP.</summary>
    public LabIsp Isp => isp;

    /// <inheritdoc cref="LinkFaults.CarrierOff"/>
    public Task<ActiveFault> PullCableAsync() => BreakAsync(LinkFaults.CarrierOff(isp));

    /// <inheritdoc cref="LinkFaults.BlackHole"/>
    public Task<ActiveFault> BlackHoleAsync() => BreakAsync(LinkFaults.BlackHole(isp));

    /// <inheritdoc cref="LinkFaults.GatewaySilent"/>
    public Task<ActiveFault> SilenceGatewayAsync() => BreakAsync(LinkFaults.GatewaySilent(isp));

    /// <inheritdoc cref="LinkFaults.DhcpSilent"/>
    public Task<ActiveFault> SilenceDhcpAsync() => BreakAsync(LinkFaults.DhcpSilent(isp));

    /// <inheritdoc cref="LinkFaults.InternetGone"/>
    public Task<ActiveFault> LoseInternetAsync() => BreakAsync(LinkFaults.InternetGone(isp));

    /// <inheritdoc cref="LinkFaults.FamilyGone"/>
    public Task<ActiveFault> LoseAsync(AddressFamily family) => BreakAsync(LinkFaults.FamilyGone(isp, family));

    /// <inheritdoc cref="LinkFaults.Loss"/>
    public Task<ActiveFault> DropAsync(int percent) => BreakAsync(LinkFaults.Loss(isp, percent));

    /// <inheritdoc cref="LinkFaults.Delay"/>
    public Task<ActiveFault> DelayAsync(TimeSpan time) => BreakAsync(LinkFaults.Delay(isp, time));

    /// <inheritdoc cref="LinkFaults.Rate"/>
    public Task<ActiveFault> LimitAsync(int kilobits) => BreakAsync(LinkFaults.Rate(isp, kilobits));

    /// <inheritdoc cref="LinkFaults.Renumbered"/>
    public Task<ActiveFault> RenumberAsync() => BreakAsync(LinkFaults.Renumbered(isp));

    /// <inheritdoc cref="LinkFaults.EapRejected"/>
    public Task<ActiveFault> RejectAsync() => BreakAsync(LinkFaults.EapRejected(isp));

    /// <inheritdoc cref="LinkFaults.SessionDead"/>
    public Task<ActiveFault> KillSessionAsync() => BreakAsync(LinkFaults.SessionDead(isp));

    /// <inheritdoc cref="LinkFaults.NicReplaced"/>
    public Task<ActiveFault> ReplaceNicAsync() => BreakAsync(LinkFaults.NicReplaced(isp));

    /// <inheritdoc cref="LinkFaults.Narrow"/>
    public Task<ActiveFault> NarrowAsync(int mtu) => BreakAsync(LinkFaults.Narrow(isp, mtu));

    /// <inheritdoc cref="RunningLab.BreakAsync"/>
    public Task<ActiveFault> BreakAsync(LinkFault fault) => lab.BreakAsync(fault);
}
