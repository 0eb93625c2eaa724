using System.Globalization;
using System.Net;
using Mwan.Config;

namespace Mwan.Build.Benchmark;

/// <summary>What the agent needs while it watches the site's WANs: on a good day, and while nobody answers.</summary>
/// <param name="site">The site.</param>
/// <param name="agent">The program.</param>
/// <param name="root">Where the program finds the site.</param>
/// <param name="unit">The agent's unit, whose environment the agent gets.</param>
internal sealed class AgentWatch(Site site, string agent, string root, string unit)
{
    // By then the start is over: what is not compiled ahead has been, and every WAN has its verdict.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(60);

    // What names resolve to (RFC 5737 and RFC 3849).
    private const string Web = "198.51.100.53";
    private const string Web6 = "2001:db8:ffff::53";

    // What the agent's threads used comes in ticks of 10 ms (proc_pid_stat(5), sysconf(_SC_CLK_TCK)).
    private const string Script = SiteNetwork.Making + """

        export $(sed -n 's/^Environment=//p' "$1")
        if [ -n "$ANSWER" ]; then ip netns exec internet perl -e "$ANSWER" & fi
        "$2" run --root "$3" >&2 &
        agent=$!
        sleep "$SETTLING"
        before=$(cut -d' ' -f14,15 "/proc/$agent/stat")
        sleep "$WATCHED"
        after=$(cut -d' ' -f14,15 "/proc/$agent/stat")
        resident=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$agent/status")
        "$2" status --root "$3" >/run/status 2>&1 || :
        kill "$agent"
        wait "$agent" || :
        echo $before $after $resident $(grep -c 'IPv[46] .* healthy ' /run/status)
        cat /run/status
        """;

    // Every name is the same host, every port accepts, and HTTP has nothing to say.
    private const string Answers = """
        use strict; use Socket qw(:all);
        my ($sockets, %dns, %tcp) = ('');
        for my $address (split ' ', $ENV{DNS}) {
            my $family = $address =~ /:/ ? AF_INET6 : AF_INET;
            socket(my $socket, $family, SOCK_DGRAM, 0) or die "socket: $!";
            my $own = inet_pton($family, $address);
            bind($socket, $family == AF_INET ? pack_sockaddr_in(53, $own) : pack_sockaddr_in6(53, $own)) or die "bind $address: $!";
            $dns{fileno($socket)} = $socket;
        }
        for my $port (split ' ', $ENV{TCP}) {
            socket(my $socket, AF_INET6, SOCK_STREAM, 0) or die "socket: $!";
            setsockopt($socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
            bind($socket, pack_sockaddr_in6($port, inet_pton(AF_INET6, '::'))) && listen($socket, 64) or die "listen: $!";
            $tcp{fileno($socket)} = [$socket, $port];
        }
        vec($sockets, $_, 1) = 1 for keys %dns, keys %tcp;
        while (1) {
            select(my $ready = $sockets, undef, undef, undef) > 0 or next;
            for my $number (grep { vec($ready, $_, 1) } keys %dns) {
                my $from = recv($dns{$number}, my $query, 512, 0) or next;
                my $kind = unpack('n', substr($query, -4, 2));
                my $address = $kind == 1 ? inet_pton(AF_INET, $ENV{WEB}) : inet_pton(AF_INET6, $ENV{WEB6});
                my $record = pack('nnnNn', 0xc00c, $kind, 1, 3600, length $address) . $address;
                send($dns{$number}, substr($query, 0, 2) . pack('nnnnn', 0x8180, 1, 1, 0, 0) . substr($query, 12) . $record, 0, $from);
            }
            for my $number (grep { vec($ready, $_, 1) } keys %tcp) {
                accept(my $call, $tcp{$number}[0]) or next;
                if ($tcp{$number}[1] != 443 && defined recv($call, my $request, 512, 0)) { send($call, "HTTP/1.1 204 No Content\r\n\r\n", 0) }
                close $call;
            }
        }
        """;

    /// <summary>Measures both, in networks of its own.</summary>
    /// <exception cref="InvalidOperationException">The agent did not see the day as it was.</exception>
    public async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        (double share, double resident) = await WatchAsync(Answers, healthy: 2 * site.Wans.Count, cancellationToken);
        (double outageShare, double outageResident) = await WatchAsync("", healthy: 0, cancellationToken);
        return
        [
            new("agent resident, all WANs healthy", resident, "MB", 40),
            new("agent's share of a core, likewise, over a minute", share, "%", 1),
            new("agent resident, nobody answers", outageResident, "MB", Budget: null),
            new("agent's share of a core, likewise, over a minute", outageShare, "%", Budget: null),
        ];
    }

    private async Task<(double Share, double Resident)> WatchAsync(string answers, int healthy, CancellationToken cancellationToken)
    {
        HealthTarget[] targets = [.. site.Wans.SelectMany(static wan => wan.Health.Targets).Distinct()];
        IEnumerable<string> asked = targets.Select(static target => target.Host).Concat(site.NameServers).Where(static host => IPAddress.TryParse(host, out _)).Append(Web).Append(Web6).Distinct(StringComparer.Ordinal);
        IEnumerable<string> servers = targets.Where(static target => target.Kind == ProbeKind.Dns).Select(static target => target.Host).Concat(site.NameServers).Distinct(StringComparer.Ordinal);
        IEnumerable<int> ports = targets.Where(static target => target.Kind is ProbeKind.Tcp or ProbeKind.Http).Select(static target => target.Port ?? 80).Distinct();
        SiteNetwork network = SiteNetwork.Of(site);
        if (answers.Length > 0)
        {
            network.Serve(asked.Select(IPAddress.Parse));
        }

        string output = await network.In(Sandbox.InOwnNetwork("sh", "-c", Script, "sh", unit, agent, root))
            .WithEnvironment("ANSWER", answers)
            .WithEnvironment("DNS", string.Join(' ', servers))
            .WithEnvironment("TCP", string.Join(' ', ports))
            .WithEnvironment("WEB", Web)
            .WithEnvironment("WEB6", Web6)
            .WithEnvironment("SETTLING", Settling.TotalSeconds.ToString(CultureInfo.InvariantCulture))
            .WithEnvironment("WATCHED", Watched.TotalSeconds.ToString(CultureInfo.InvariantCulture))
            .RunAsync(cancellationToken);
        string[] lines = output.Split('\n', 2);
        double[] seen = [.. lines[0].Split(' ').Select(static word => double.Parse(word, CultureInfo.InvariantCulture))];
        return seen is [var user, var system, var userAfter, var systemAfter, var resident, var well] && (int)well == healthy
            ? ((userAfter + systemAfter - user - system) / Watched.TotalSeconds, resident * 1024 / 1e6)
            : throw new InvalidOperationException($"The agent should have found {healthy} families of WANs healthy, and it found this:\n{lines[^1]}");
    }
}
