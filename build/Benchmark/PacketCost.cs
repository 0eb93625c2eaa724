using System.Globalization;
using Mwan.Config;

namespace Mwan.Build.Benchmark;

/// <summary>
/// What a packet costs on its way from a LAN client through the router to the Internet: with a bare forward, with the ruleset that
/// scripts usually give such a site, and with the agent's. One core sends, forwards and drops (<c>veth</c> passes packets on in the
/// sender's context), so the time of sending is the cost of the whole way; the difference to the bare forward is the ruleset's. The best of some rounds
/// counts: whatever else the machine does only adds.
/// </summary>
public static class PacketCost
{
    private const int Rounds = 8;
    private const int KnownPackets = 50_000;
    private const int NewFlows = 5_000;

    // The arguments are a program that may plan the router's network.
    private const string Script = SiteNetwork.Making + """

        echo "$ROUTES" | sed '/^-6 /d' | ip -batch -
        echo "$ROUTES" | sed -n 's/^-6 //p' | ip -6 -batch -
        if [ -n "$NFT" ]; then printf '%s\n' "$NFT" | nft -f -; fi
        "$@" >&2
        ip netns exec internet perl -e "$ANSWER" &
        answering=$!
        ip netns exec client perl -e "$SEND"
        kill $answering
        """;

    // The first packet of a known flow is answered, the others are left where they came.
    private const string Answer = """
        use strict; use Socket qw(:all);
        my ($four, $six);
        socket($four, AF_INET, SOCK_DGRAM, 0) && bind($four, pack_sockaddr_in(9, inet_pton(AF_INET, $ENV{FOUR}))) or die "bind: $!";
        socket($six, AF_INET6, SOCK_DGRAM, 0) && bind($six, pack_sockaddr_in6(9, inet_pton(AF_INET6, $ENV{SIX}))) or die "bind: $!";
        for my $socket ($four, $six) {
            my $from = recv($socket, my $text, 64, 0) or die "recv: $!";
            send($socket, $text, 0, $from) or die "send: $!";
        }
        sleep 600;
        """;

    private const string Send = """
        use strict; use Socket qw(:all);
        $| = 1;
        # clock_gettime(CLOCK_MONOTONIC) on x86-64: the base system's Perl has no finer clock of its own. Microseconds.
        sub now { my $time = "\0" x 16; syscall(228, 1, $time) == 0 or die "clock: $!"; my ($s, $ns) = unpack('q2', $time); $s * 1e6 + $ns / 1e3 }
        sub arrived {
            my $sum = 0;
            open(my $counts, '-|', 'ip netns exec internet cat /proc/net/dev') or die;
            while (<$counts>) { $sum += $1 if /^\s*peer\d+:\s*\d+\s+(\d+)/ }
            $sum
        }
        sub measured {
            my ($name, $count, $send) = @_;
            my ($before, $least) = (arrived(), 9e9);
            for my $round (1..$ENV{ROUNDS}) {
                my $start = now();
                $send->($count, $round);
                my $took = now() - $start;
                $least = $took if $took < $least;
            }
            my $came = arrived() - $before;
            die "$name: of $count packets, $ENV{ROUNDS} times, only $came arrived\n" if $came < $count * $ENV{ROUNDS} * 0.99;
            printf "%s %.4f\n", $name, $least / $count;
        }
        sub known {
            my ($name, $family, $to) = @_;
            my $socket;
            socket($socket, $family, SOCK_DGRAM, 0) && connect($socket, $to) or die "connect: $!";
            local $SIG{ALRM} = sub { die "$name: no answer to the first packet\n" };
            for my $try (1..20) {
                send($socket, 'x' x 64, 0);
                my $ready = '';
                vec($ready, fileno($socket), 1) = 1;
                last if select($ready, undef, undef, 0.25);
                die "$name: no answer to the first packet\n" if $try == 20;
            }
            recv($socket, my $answer, 64, 0);
            my $packet = 'x' x 64;
            measured($name, $ENV{KNOWN}, sub { my $n = shift; send($socket, $packet, 0) while $n--; });
        }
        known('known4', AF_INET, pack_sockaddr_in(9, inet_pton(AF_INET, $ENV{FOUR})));
        known('known6', AF_INET6, pack_sockaddr_in6(9, inet_pton(AF_INET6, $ENV{SIX})));
        my $socket;
        socket($socket, AF_INET, SOCK_DGRAM, 0) or die "socket: $!";
        my $silent = inet_pton(AF_INET, $ENV{SILENT});
        my $packet = 'x' x 64;
        measured('new4', $ENV{NEW}, sub { my ($n, $round) = @_; send($socket, $packet, 0, pack_sockaddr_in($n + $round * $ENV{NEW}, $silent)) while $n--; });
        """;

    /// <summary>Measures it, in networks of its own.</summary>
    /// <param name="site">The site, with an internal IPv6 prefix.</param>
    /// <param name="agent">The program.</param>
    /// <param name="root">Where the program finds the site.</param>
    /// <param name="baseline">The rendered static table.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(Site site, string agent, string root, string baseline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(site);
        SiteNetwork network = SiteNetwork.Of(site);
        Dictionary<string, double> bare = await RunAsync(network, ScriptedRuleset.BareRoutes(site), "", ["true"], cancellationToken);
        Dictionary<string, double> scripted = await RunAsync(network, ScriptedRuleset.Routes(site), ScriptedRuleset.Nftables(site), ["true"], cancellationToken);
        Dictionary<string, double> planned = await RunAsync(network, [], await File.ReadAllTextAsync(baseline, cancellationToken), [agent, "measure", "--apply", "--root", root], cancellationToken);
        return
        [
            .. Rows("a packet of a known IPv4 flow", "known4"),
            .. Rows("a packet of a known IPv6 flow", "known6"),
            .. Rows("the first packet of an IPv4 flow", "new4"),
        ];

        IEnumerable<Measurement> Rows(string what, string name) =>
        [
            new($"{what}, bare forward", bare[name], "µs", Budget: null),
            new($"the same, rules as scripts write them", scripted[name], "µs", Budget: null),
            new($"the same, the agent's plan and the baseline", planned[name], "µs", Budget: null),
        ];
    }

    private static async Task<Dictionary<string, double>> RunAsync(
        SiteNetwork network, IReadOnlyList<string> routes, string nftables, string[] program, CancellationToken cancellationToken)
    {
        string output = await network.In(Sandbox.InOwnNetwork("sh", ["-c", Script, "sh", .. program]))
            .WithEnvironment("ROUTES", string.Join('\n', routes))
            .WithEnvironment("NFT", nftables)
            .WithEnvironment("ANSWER", Answer)
            .WithEnvironment("SEND", Send)
            .WithEnvironment("FOUR", SiteNetwork.Called[0].ToString())
            .WithEnvironment("SIX", SiteNetwork.Called[1].ToString())
            .WithEnvironment("SILENT", SiteNetwork.Silent.ToString())
            .WithEnvironment("ROUNDS", Rounds.ToString(CultureInfo.InvariantCulture))
            .WithEnvironment("KNOWN", KnownPackets.ToString(CultureInfo.InvariantCulture))
            .WithEnvironment("NEW", NewFlows.ToString(CultureInfo.InvariantCulture))
            .RunAsync(cancellationToken);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' '))
            .ToDictionary(static words => words[0], static words => double.Parse(words[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }
}
