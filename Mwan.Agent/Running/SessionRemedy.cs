using Mwan.Agent.Networkd;
using Mwan.Agent.Observation;
using Mwan.Agent.Supplicant;
using Mwan.Agent.Systemd;
using Mwan.Config;

namespace Mwan.Agent.Running;

/// <summary>Acts on a WAN whose 802.1X port opens, or is open but which gets no lease: the session behind it may be dead.</summary>
/// <param name="wan">The WAN.</param>
/// <param name="networkd">Renews the lease.</param>
/// <param name="port">Authenticates again.</param>
/// <param name="journal">Where each remedy is said.</param>
/// <param name="time">The clock.</param>
internal sealed class SessionRemedy(Wan wan, NetworkdSource networkd, SupplicantSource port, IJournal journal, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private RenewState _state = RenewState.Well;

    /// <summary>Looks at a world and starts a remedy if one is due; never waits for it.</summary>
    public void Consider(World world)
    {
        Upstream? upstream = world.Upstreams.FirstOrDefault(candidate => string.Equals(candidate.Name, wan.Name, StringComparison.Ordinal));
        bool leased = wan.Ipv4.Mode != AddressingMode.Automatic || upstream?.Lease is not null;
        bool complete = leased && (wan.Delegation is null || wan.Ipv6.Mode != AddressingMode.Automatic || upstream is { Delegations.Count: > 0 });
        (RenewAction action, _state) = RenewPolicy.Decide(_state, port.Latest.State, leased, complete, time.GetElapsedTime(_started));
        if (action != RenewAction.None)
        {
            _ = ApplyAsync(action, _state.Attempts);
        }
    }

    // Each remedy has a deadline of its own.
    private async Task ApplyAsync(RenewAction action, int attempt)
    {
        string? problem;
        if (action == RenewAction.Begin)
        {
            Say(Priority.Notice, $"{wan.Name}: the port has opened; DHCP starts anew.");
            problem = await networkd.ReconfigureAsync(wan.DataInterface, CancellationToken.None);
        }
        else
        {
            string what = action == RenewAction.RenewLease ? "asking for the lease again" : "authenticating again";
            Say(Priority.Warning, $"{wan.Name}: the port is authorised but there is no lease; {what} (attempt {attempt}).");
            problem = action == RenewAction.RenewLease
                ? await networkd.RenewAsync(wan.DataInterface, CancellationToken.None)
                : await port.ReauthenticateAsync(CancellationToken.None);
        }

        if (problem is not null)
        {
            Say(Priority.Warning, $"{wan.Name}: {problem}");
        }
    }

    private void Say(Priority priority, string text) => journal.Write(new JournalEntry(priority, text, ("SUBJECT", wan.Name)));
}
