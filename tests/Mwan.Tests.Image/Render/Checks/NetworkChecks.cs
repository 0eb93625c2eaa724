using System.Text.RegularExpressions;

namespace Mwan.Tests.Image.Render.Checks;

/// <summary>networkd's files, the .link files and the rule that tells the NICs apart.</summary>
internal static partial class NetworkChecks
{
    private const string Directory = "etc/systemd/network";
    private const string Loaded = "Enumeration completed.";

    // networkd as the service would start it: with its run-time directory, and the tunnels' keys where they will be.
    private const string Networkd = """
        install -d -o systemd-network -g systemd-network /run/systemd/netif /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
        export SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_LEVEL=debug
        exec /usr/lib/systemd/systemd-networkd
        """;

    private const string Keys = """
        mount -t tmpfs tmpfs /state
        install -d -o root -g systemd-network /state/mwan /state/mwan/wireguard
        cat /etc/systemd/network/*.netdev 2> /dev/null | sed -n 's/^PrivateKeyFile=//p' | while read -r key; do
            wg genkey > "$key" 2> /dev/null
            chgrp systemd-network "$key"
            chmod 640 "$key"
        done

        """;

    // The peer's key lies beside its files, as its guide says.
    private const string PeerKey = """
        cp -a /etc/systemd/network /tmp/network
        mount --bind /tmp/network /etc/systemd/network
        sed -n 's/^PrivateKeyFile=//p' /etc/systemd/network/*.netdev | while read -r key; do
            (umask 077; wg genkey > "$key")
            chgrp systemd-network "$key"
            chmod 640 "$key"
        done

        """;

    /// <summary>networkd loads every file, and has nothing to say about any.</summary>
    public static Task<IReadOnlyList<string>> NetworkdAsync(RouterTree tree) => LoadedAsync(tree, Keys);

    /// <summary>networkd of a tunnel's peer does.</summary>
    public static Task<IReadOnlyList<string>> PeerAsync(RouterTree tree) => LoadedAsync(tree, PeerKey);

    /// <summary>Without the tunnels' keys networkd loads all but the tunnels.</summary>
    public static async Task<IReadOnlyList<string>> WithoutKeysAsync(RouterTree tree)
    {
        IReadOnlyList<string> lines = await tree.LinesUntilAsync(line => line == Loaded, Networkd);
        return [.. Unread(tree, lines)];
    }

    /// <summary>udev reads every .link file, and has nothing to say about any.</summary>
    public static async Task<IReadOnlyList<string>> LinksAsync(RouterTree tree)
    {
        IReadOnlyList<string> lines = await tree.LinesAsync("SYSTEMD_LOG_LEVEL=debug udevadm test-builtin net_setup_link /sys/class/net/lo");
        IEnumerable<string> unread = tree.Files(Directory, "*.link")
            .Where(file => !lines.Contains($"Parsed configuration file \"{file}\"", StringComparer.Ordinal))
            .Select(file => $"{file} was not read.");
        return [.. unread, .. lines.Where(line => LinkComplaint().IsMatch(line))];
    }

    /// <summary>udevadm(8) accepts every rule.</summary>
    public static async Task<IReadOnlyList<string>> UdevRulesAsync(RouterTree tree)
    {
        IReadOnlyList<string> lines = await tree.LinesAsync("udevadm verify --no-summary \"$@\"", [.. tree.Files("etc/udev/rules.d", "*.rules")]);
        return [.. lines.Where(line => line.Length > 0)];
    }

    private static async Task<IReadOnlyList<string>> LoadedAsync(RouterTree tree, string keys)
    {
        IReadOnlyList<string> lines = await tree.LinesUntilAsync(line => line == Loaded, keys + Networkd);
        return [.. Unread(tree, lines), .. lines.Where(line => NetworkdComplaint().IsMatch(line))];
    }

    private static IEnumerable<string> Unread(RouterTree tree, IReadOnlyList<string> lines) =>
        tree.Files(Directory, "*.net*")
            .Where(file => !lines.Contains($"{file}: Successfully loaded.", StringComparer.Ordinal))
            .Select(file => $"{file} was not loaded: {(lines.Count > 0 ? lines[^1] : "networkd did not start")}");

    [GeneratedRegex(@"^/[^ ]+:[0-9]+: |\.(network|netdev|conf): (?!Successfully loaded)|ignoring network device", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NetworkdComplaint();

    [GeneratedRegex(@"\.link:[0-9]+: ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkComplaint();
}
