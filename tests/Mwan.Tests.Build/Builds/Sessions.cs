using System.Globalization;

namespace Mwan.Tests.Build.Builds;

/// <summary>Processes by session (proc_pid_stat(5)), in whatever namespace they are.</summary>
internal static class Sessions
{
    public static IReadOnlyList<SessionMember> Members(int session) =>
        [.. Directory.GetDirectories("/proc").Select(static directory => Path.GetFileName(directory)).Where(static name => char.IsAsciiDigit(name[0]))
            .Select(id => Read(id, session)).OfType<SessionMember>()];

    // "PID (NAME) STATE PPID PGRP SESSION ...": a name may have blanks and parentheses.
    private static SessionMember? Read(string id, int session)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            int end = stat.LastIndexOf(')');
            string[] fields = stat[(end + 2)..].Split(' ');
            return fields[0] is not ("Z" or "X") && int.Parse(fields[3], CultureInfo.InvariantCulture) == session
                ? new SessionMember(int.Parse(id, CultureInfo.InvariantCulture), stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end])
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
