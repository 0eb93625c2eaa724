using System.Text.RegularExpressions;

namespace Mwan.Tests.Image.Render.Checks;

/// <summary>Daemons that read their configuration before anything else, started far enough to have read it.</summary>
internal static partial class DaemonChecks
{
    /// <summary>resolved's files.</summary>
    public static Task<IReadOnlyList<string>> ResolvedAsync(RouterTree tree) => AfterAsync(tree, "Positive Trust Anchors", """
        install -d -o systemd-resolve -g systemd-resolve /run/systemd/resolve
        export SYSTEMD_LOG_TARGET=console
        exec /usr/lib/systemd/systemd-resolved
        """);

    /// <summary>timesyncd's files.</summary>
    public static Task<IReadOnlyList<string>> TimesyncdAsync(RouterTree tree) => AfterAsync(tree, "api-timesync", """
        export SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_LEVEL=debug
        exec /usr/lib/systemd/systemd-timesyncd
        """);

    /// <summary>logind's files. It ends by itself for want of a bus, having read them.</summary>
    public static Task<IReadOnlyList<string>> LogindAsync(RouterTree tree) => AfterAsync(tree, "system bus", """
        export SYSTEMD_LOG_TARGET=console
        exec /usr/lib/systemd/systemd-logind
        """);

    /// <summary>journald's files. It logs to the kernel's ring, which is a file in there, and ends for want of a control group.</summary>
    public static Task<IReadOnlyList<string>> JournaldAsync(RouterTree tree) => AfterAsync(tree, "systemd-journald", """
        touch /dev/kmsg
        timeout 5 /usr/lib/systemd/systemd-journald || true
        cat /dev/kmsg
        """);

    private static async Task<IReadOnlyList<string>> AfterAsync(RouterTree tree, string sign, string script)
    {
        IReadOnlyList<string> lines = await tree.LinesUntilAsync(line => line.Contains(sign, StringComparison.Ordinal) && !Complaint().IsMatch(line), script);
        string[] complaints = [.. lines.Where(line => Complaint().IsMatch(line))];
        return complaints.Length > 0 || lines.Any(line => line.Contains(sign, StringComparison.Ordinal)) ? complaints : ["It did not start.", .. lines];
    }

    [GeneratedRegex(@"\.conf(\.d/[^ ]*)?:[0-9]+: ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Complaint();
}
