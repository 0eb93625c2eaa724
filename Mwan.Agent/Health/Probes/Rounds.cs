using System.Net;
using Mwan.Agent.Health.Names;
using Mwan.Config;

namespace Mwan.Agent.Health.Probes;

/// <summary>Rounds with real sockets. Each probe has its own, for a bound socket is lost when its interface comes back as another of the same name.</summary>
/// <param name="names">Addresses of targets that are names.</param>
/// <param name="time">The clock.</param>
internal sealed class Rounds(TargetNames names, TimeProvider time) : IRounds
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProbeResult>> RunAsync(ProbedFamily family, CancellationToken cancellation)
    {
        KnownName[] hosts = [.. family.Targets.Select(target => Host(family, target))];
        if (Array.Exists(hosts, host => host.Address is not null) && family.Path.Obstacle(family.Family) is { } obstacle)
        {
            return [.. hosts.Select(_ => ProbeResult.CannotProbe(obstacle))];
        }

        using CancellationTokenSource late = new(family.Settings.Timeout, time);
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        Task<ProbeResult>[] probes = [.. family.Targets.Select((target, i) => ProbeAsync(family, target, hosts[i], deadline.Token))];
        ProbeResult[] results = await Task.WhenAll(probes);
        cancellation.ThrowIfCancellationRequested();
        return results;
    }

    private KnownName Host(ProbedFamily family, HealthTarget target) =>
        IPAddress.TryParse(target.Host, out IPAddress? literal) ? new KnownName(literal, Problem: null) : names.Find(family, target.Host);

    private Task<ProbeResult> ProbeAsync(ProbedFamily family, HealthTarget target, KnownName host, CancellationToken deadline)
    {
        if (host.Address is not { } address)
        {
            return Task.FromResult(ProbeResult.CannotProbe($"the name is not resolved: {host.Problem}"));
        }

        return target.Kind switch
        {
            ProbeKind.Icmp => IcmpProbe.RunAsync(family.Path, address, time, deadline),
            ProbeKind.Tcp => TcpProbe.RunAsync(family.Path, new IPEndPoint(address, target.Port ?? 0), time, deadline),
            ProbeKind.Dns => DnsProbe.RunAsync(family.Path, new IPEndPoint(address, target.Port ?? DnsProbe.Port), target.Name ?? ".", time, deadline),
            _ => HttpProbe.RunAsync(family.Path, new IPEndPoint(address, target.Port ?? HttpProbe.Port), HttpHost(target), target.Path ?? "/", time, deadline),
        };
    }

    private static string HttpHost(HealthTarget target)
    {
        string host = target.Host.Contains(':', StringComparison.Ordinal) ? $"[{target.Host}]" : target.Host;
        return target.Port is { } port ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{host}:{port}") : host;
    }
}
