using System.Text.RegularExpressions;

namespace Mwan.Tests.Image.Render.Checks;

/// <summary>The checks by name.</summary>
internal static partial class Catalogue
{
    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, Check> All { get; } = new Dictionary<string, Check>(StringComparer.Ordinal)
    {
        ["nftables"] = NftablesAsync,
        ["units"] = UnitChecks.VerifyAsync,
        ["presets"] = UnitChecks.PresetsAsync,
        ["boot"] = UnitChecks.BootAsync,
        ["manager"] = UnitChecks.ManagerAsync,
        ["networkd"] = NetworkChecks.NetworkdAsync,
        ["links"] = NetworkChecks.LinksAsync,
        ["udev rules"] = NetworkChecks.UdevRulesAsync,
        ["supplicant"] = SupplicantAsync,
        ["sshd"] = SshdAsync,
        ["sysctl"] = SysctlAsync,
        ["tmpfiles"] = TmpfilesAsync,
        ["resolved"] = DaemonChecks.ResolvedAsync,
        ["timesyncd"] = DaemonChecks.TimesyncdAsync,
        ["journald"] = DaemonChecks.JournaldAsync,
        ["logind"] = DaemonChecks.LogindAsync,
    };

    private static Task<IReadOnlyList<string>> NftablesAsync(RouterTree tree) => tree.LinesAsync("nft -c -f /etc/nftables.conf");

    // The interface is not there, so it ends once it has read the file; before that it names each line it cannot read.
    private static async Task<IReadOnlyList<string>> SupplicantAsync(RouterTree tree)
    {
        List<string> complaints = [];
        foreach (string file in tree.Files("etc/wpa_supplicant", "*.conf"))
        {
            IReadOnlyList<string> lines = await tree.LinesAsync("wpa_supplicant -i none -D wired -c \"$1\"", file);
            complaints.AddRange(lines.Where(line => SupplicantComplaint().IsMatch(line)).Select(line => $"{file}: {line}"));
            if (!lines.Any(line => line.Contains("Could not get interface flags", StringComparison.Ordinal)))
            {
                complaints.Add($"{file} was not read to its end: {string.Join('\n', lines)}");
            }
        }

        return complaints;
    }

    private static async Task<IReadOnlyList<string>> SshdAsync(RouterTree tree)
    {
        const string Script = """
            mkdir -p /run/sshd /run/ssh
            ssh-keygen -q -t ed25519 -N '' -f /run/ssh/ssh_host_ed25519_key
            sshd -t || echo "sshd -t ended with $?"
            ssh-keygen -l -f /etc/ssh/authorized_keys > /dev/null
            """;
        IReadOnlyList<string> lines = await tree.LinesAsync(Script);
        return [.. lines.Where(line => line != "Unable to load host key: /state/ssh/ssh_host_ed25519_key")];
    }

    // /proc/sys is read only in there, so nothing is set: a variable that exists says so, one that does not says that. This kernel's
    // network variables are Debian's too; its others are not all built in.
    private static async Task<IReadOnlyList<string>> SysctlAsync(RouterTree tree)
    {
        const string Script = """
            export SYSTEMD_LOG_TARGET=console
            nft -f /etc/nftables.conf
            mount -o bind,ro /proc/sys /proc/sys
            for file in /etc/sysctl.d/*.conf; do
                sed 's/\*/default/' "$file" > /tmp/all.conf
                /usr/lib/systemd/systemd-sysctl --strict /tmp/all.conf || true
            done
            """;
        IReadOnlyList<string> lines = await tree.LinesAsync(Script);
        string[] complaints = [.. lines.Where(line => !Exists().IsMatch(line) && !Foreign().IsMatch(line))];
        return lines.Any(line => Exists().IsMatch(line)) ? complaints : ["No variable was looked at.", .. lines];
    }

    private static Task<IReadOnlyList<string>> TmpfilesAsync(RouterTree tree) =>
        tree.LinesAsync("systemd-tmpfiles --dry-run --create /usr/lib/mwan/state.conf /usr/lib/tmpfiles.d/mwan.conf 2>&1 | grep -v '^Would ' || true");

    [GeneratedRegex("^Line [0-9]+:|Failed to read or parse|Invalid configuration", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SupplicantComplaint();

    [GeneratedRegex("Read-only file system$|Permission denied$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exists();

    [GeneratedRegex("'(kernel|net/core)/[a-z_]+'.*No such file or directory", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Foreign();
}
