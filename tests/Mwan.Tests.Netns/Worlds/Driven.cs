using Mwan.Agent;
using Mwan.Agent.Control;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Status;
using Mwan.Config;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>A lab in which networkd and the agent run.</summary>
internal sealed class Driven : IDisposable
{
    private readonly Lab _lab;
    private readonly List<string> _logs = [];

    /// <summary>Starts everything and waits until the agent holds all members for healthy.</summary>
    /// <param name="change">What differs from <c>site.yaml</c>; null: nothing.</param>
    public Driven(Func<Site, Site>? change = null)
        : this(new Lab(change)) => Settle();

    /// <summary>Starts networkd and the agent in a lab, which then belongs to this.</summary>
    public Driven(Lab lab)
    {
        _lab = lab;
        try
        {
            Networkd = _lab.Own(new Networkd(_lab.Root));
            Agent = new RunningAgent(_lab);
        }
        catch
        {
            _lab.Dispose();
            throw;
        }
    }

    public Lab Lab => _lab;

    public Networkd Networkd { get; } = null!;

    public RunningAgent Agent { get; private set; } = null!;

    /// <summary>All that the agent logged, over all its lives.</summary>
    public string Log => string.Join('\n', [.. _logs, Agent.Log]);

    /// <summary>What <c>mwan status</c> tells; null: nobody answers.</summary>
    public StatusReport? Report => ControlClient.AskAsync(new Layout(_lab.Root).ControlSocket, new Request(Request.Status), CancellationToken.None).GetAwaiter().GetResult().Status;

    /// <summary>Kills the agent, if it lives, and starts it again.</summary>
    public void Restart()
    {
        Agent.Kill();
        _logs.Add(Agent.Log);
        Agent.Dispose();
        Agent = new RunningAgent(_lab);
    }

    /// <summary>Waits until the plan in force is that for a world in which everything is well.</summary>
    public TimeSpan Settle() => Until(() => Report is { } report && report.World.Upstreams.Count == Offer.All.Count && report.World.Upstreams.All(IsWell), "every member is healthy in both families");

    /// <summary>Waits until the plan in force is for a world in which a WAN is not well: only then does <see cref="Settle"/> tell that it is again.</summary>
    public TimeSpan Loses(Offer offer) => Until(
        () => Report?.World.Upstreams.FirstOrDefault(upstream => upstream.Name == offer.Name) is { } upstream && !IsWell(upstream),
        $"the agent knows that {offer.Name} is not well");

    /// <summary>Waits until the plan in force is for this delegation of a WAN.</summary>
    public TimeSpan Follows(Offer offer, string prefix) => Until(
        () => Report?.World.Upstreams.FirstOrDefault(upstream => upstream.Name == offer.Name) is { } upstream && IsWell(upstream) && upstream.Delegations[0].Prefix.ToString() == prefix,
        $"the agent follows the delegation {prefix}");

    /// <summary>Waits until a WAN gets no new IPv6 flows.</summary>
    public TimeSpan Rests(Offer offer) => Until(
        () => Report?.Members.FirstOrDefault(member => member.Name == offer.Name) is { Ipv6.Share: 0 },
        $"{offer.Name} gets no new IPv6 flows");

    /// <summary>Waits, and says what the agent has to say if it is in vain.</summary>
    public TimeSpan Until(Func<bool> condition, string what)
    {
        try
        {
            return Waiting.Until(condition, what);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}\n{Log}\n{_lab.Router.Execute("nft", "list", "tables")}\n{_lab.Router.Execute("ip", "rule")}", exception);
        }
    }

    public void Dispose()
    {
        Agent.Dispose();
        _lab.Dispose();
    }

    private static bool IsWell(Upstream upstream) =>
        upstream is { Lease.Gateway: not null, Ipv6Gateway: not null, Delegations.Count: > 0, Ipv4Health.Verdict: Verdict.Healthy, Ipv6Health.Verdict: Verdict.Healthy };
}
