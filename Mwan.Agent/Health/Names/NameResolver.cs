using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Health.Probes;

namespace Mwan.Agent.Health.Names;

/// <summary>
/// Resolves names by one member alone: the queries leave its interface with its mark, so the answer is the one that holds there,
/// and a dead neighbour is not in the way. The box's own resolver would ask over whichever WAN is preferred.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class NameResolver(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks the servers one after the other, those that are reached over the asked family first.</summary>
    /// <param name="path">The member's way.</param>
    /// <param name="name">The name.</param>
    /// <param name="family">Which addresses.</param>
    /// <param name="servers">The name servers, in order of preference.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task<Resolution> ResolveAsync(
        ProbePath path, string name, AddressFamily family, IReadOnlyList<IPAddress> servers, CancellationToken cancellation)
    {
        string? problem = null;
        foreach (IPAddress server in servers.OrderBy(server => server.AddressFamily != family))
        {
            using CancellationTokenSource late = new(Patience, time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
            (ProbeResult result, DnsReply? reply) = await DnsProbe.AskAsync(path, new IPEndPoint(server, DnsProbe.Port), name, family, time, either.Token);
            cancellation.ThrowIfCancellationRequested();
            if (reply is { Addresses.Count: > 0, Code: DnsResponseCode.NoError })
            {
                return new Resolution(reply.Addresses, reply.TimeToLive, Problem: null);
            }

            string noun = family is AddressFamily.InterNetwork ? "an IPv4" : "an IPv6";
            problem ??= result.Reason is { } reason ? $"{server}: {reason}"
                : reply?.Code is DnsResponseCode.NameError ? $"{server}: there is no such name"
                : $"{server}: it does not have {noun} address";
        }

        return new Resolution([], TimeSpan.Zero, problem ?? "there is no name server");
    }
}
