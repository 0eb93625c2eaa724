using System.Globalization;
using System.Text;
using Mwan.Agent.Observation;

namespace Mwan.Agent.Status;

/// <summary>The status as a person reads it. Pure.</summary>
internal static class StatusText
{
    /// <summary>Columns of a wide reader, and of one that is no terminal.</summary>
    public const int WideColumns = 100;

    /// <summary>Columns of a serial console.</summary>
    public const int NarrowColumns = 80;

    private const string Red = "\e[1;31m";
    private const string Yellow = "\e[33m";
    private const string Plain = "\e[0m";

    /// <summary>The text, without a final line end.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="colour">Whether the reader's terminal understands colours.</param>
    /// <param name="width">Columns of the reader's terminal.</param>
    public static string Render(StatusReport report, bool colour, int width = WideColumns)
    {
        width = Math.Clamp(width, NarrowColumns, WideColumns);
        World world = report.World;
        StringBuilder text = new();
        foreach (Finding alarm in report.Findings.Where(finding => finding.Gravity == Gravity.Alarm))
        {
            Wrapped(width, text, "!! ", $"{alarm.Subject.ToUpperInvariant()}: {alarm.Text}", colour ? Red : null);
        }

        if (text.Length > 0)
        {
            _ = text.Append('\n');
        }

        Line("name", world.Site.Name ?? "unknown");
        Line("version", Version(world.Release));
        Line("up", $"{Spell(report.Uptime)}, agent {Spell(report.AgentUptime)}, looked {Spell(report.Age)} ago");
        Line("slot", Slot(world.Boot));
        Line("state", State(world.State));
        if (world.Certificates is { } slot)
        {
            Line("certificates", Certificates(slot, world.At));
        }

        Line("clock", world.ClockSynchronized is { } at ? $"synchronised {Spell(world.At - at)} ago" : "not synchronised");
        _ = text.Append(MemberTable.Of(report, width)).Append(MappingTable.Of(report.Mappings, width));
        Links(width, text, world);
        Finding[] warnings = [.. report.Findings.Where(finding => finding.Gravity == Gravity.Warning)];
        if (warnings.Length > 0)
        {
            _ = text.Append('\n');
        }

        foreach (Finding warning in warnings)
        {
            Wrapped(width, text, "! ", $"{warning.Subject}: {warning.Text}", colour ? Yellow : null);
        }

        _ = text.Append(report.Findings.Count == 0 ? "\nAll is well." : "");
        return text.ToString().TrimEnd('\n');

        void Line(string name, string value) => Wrapped(width, text, $"{name,-14}", value, colour: null);
    }

    private static string Version(Release release) =>
        release.Commit is { } commit ? $"{release.Version} ({commit[..Math.Min(12, commit.Length)]})" : release.Version;

    private static string Slot(Boot boot)
    {
        string verity = boot.Verity ? "verified" : "not verified";
        string partition = boot.RootPartition is null ? "" : $", {boot.RootPartitionLabel ?? "unlabelled"} on {boot.RootPartition}";
        string secure = boot.SecureBoot switch { true => "on", false => "off", null => "unknown" };
        return $"{(boot.Slot is { } slot ? $"{slot}, " : "")}{verity}{partition}, Secure Boot {secure}";
    }

    private static string State(StateDisk state) => state.Kind switch
    {
        StateKind.Volatile => "VOLATILE",
        StateKind.Unknown => $"unknown ({state.Reason})",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"{state.FileSystem} on {state.Source}{(state.ReadOnly ? ", READ-ONLY" : "")}{(state.Use is { } use ? $", {use.Percent}% of {Bytes(use.Size)} used" : "")}"),
    };

    private static string Certificates(CertificateSlot slot, DateTimeOffset now) => slot switch
    {
        { Read: false } => "unknown (disk does not answer)",
        { Missing.Count: 3 } => "none yet",
        { Missing.Count: > 0 } => $"incomplete: no {string.Join(", ", slot.Missing)}",
        { KeyMatches: not true } => "unusable",
        { NotAfter: { } end } when end <= now => "expired",
        { NotBefore: { } start } when start > now => "not valid yet",
        { NotAfter: { } end } => string.Create(CultureInfo.InvariantCulture, $"complete, {(int)(end - now).TotalDays} days left"),
        _ => "unusable",
    };

    private static void Links(int width, StringBuilder text, World world)
    {
        if (world.Links.Count > 0)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"\n{"LINK",-15} {"PORT",-9} {"INTERFACE",-15} {"STATE",-10} ADDRESSES\n");
        }

        foreach (Link link in world.Links)
        {
            string state = link.Device switch { null => "absent", { Up: false } => "off", { Carrier: false } => "no carrier", _ => "up" };
            string start = string.Create(CultureInfo.InvariantCulture, $"{link.Name,-15} {link.Port ?? "-",-9} {link.Interface,-15} {state,-10} ");
            Addresses(width, text, start, link.Device?.Addresses ?? []);
        }

        if (world.UnnamedInterfaces.Count > 0)
        {
            Wrapped(width, text, "", $"also there, not configured: {string.Join(", ", world.UnnamedInterfaces)}", colour: null);
        }
    }

    private static void Addresses(int width, StringBuilder text, string start, IReadOnlyList<string> addresses)
    {
        const int shown = 4;
        string line = start;
        foreach (string address in addresses.Take(shown))
        {
            // An IPv6 address may need a line of its own, further left than the column.
            if (line.Length + address.Length > width)
            {
                _ = text.Append(line.TrimEnd()).Append('\n');
                line = new string(' ', Math.Max(0, Math.Min(start.Length, width - address.Length)));
            }

            line += address + " ";
        }

        string more = addresses.Count > shown ? string.Create(CultureInfo.InvariantCulture, $"+{addresses.Count - shown}") : "";
        _ = text.Append((line + more).TrimEnd()).Append('\n');
    }

    private static void Wrapped(int width, StringBuilder text, string start, string value, string? colour)
    {
        string line = start;
        bool empty = true;
        foreach (string word in value.Split(' '))
        {
            if (!empty && line.Length + 1 + word.Length > width)
            {
                Write(line);
                line = new string(' ', start.Length);
                empty = true;
            }

            line += empty ? word : " " + word;
            empty = false;
        }

        Write(line);

        void Write(string content) => _ = text.Append(colour).Append(content).Append(colour is null ? null : Plain).Append('\n');
    }

    /// <summary>A time in its two largest units.</summary>
    internal static string Spell(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Days}d {time.Hours}h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours}h {time.Minutes}min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)time.TotalSeconds)}s"),
    };

    private static string Bytes(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");
}
