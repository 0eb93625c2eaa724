using System.Diagnostics;
using System.Globalization;

namespace Mwan.Tests.Proxmox.Host.Calls;

/// <summary>SSH connections, as processes.</summary>
/// <param name="listener">Process id of the server that accepts them.</param>
internal sealed class Connections(int listener)
{
    /// <summary>Cuts the connection that a process belongs to: its server is killed, as if a cable were pulled. What runs goes on.</summary>
    public void Cut(int process)
    {
        // The server is a process of root and, for other users, one of theirs below it.
        List<int> servers = [];
        for (int at = process; at > 1 && at != listener; at = ParentOf(at))
        {
            if (NameOf(at).StartsWith("sshd", StringComparison.Ordinal))
            {
                servers.Add(at);
            }
        }

        if (servers.Count == 0)
        {
            throw new InvalidOperationException($"Process {process} belongs to no SSH connection.");
        }

        foreach (int server in servers)
        {
            End(server);
        }
    }

    /// <summary>Cuts the connection, and ends all that its commands have started.</summary>
    public void Kill(int process)
    {
        int first = process;
        while (ParentOf(first) is > 1 and var parent && !NameOf(parent).StartsWith("sshd", StringComparison.Ordinal))
        {
            first = parent;
        }

        List<int> members = [first];
        for (int index = 0; index < members.Count; index++)
        {
            members.AddRange(Processes().Where(candidate => candidate.Parent == members[index]).Select(static candidate => candidate.Id));
        }

        Cut(process);
        foreach (int member in members)
        {
            End(member);
        }
    }

    private static void End(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            found.Kill();
            found.WaitForExit();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }

    private static IEnumerable<(int Id, int Parent)> Processes()
    {
        foreach (string directory in Directory.GetDirectories("/proc").Where(static directory => char.IsAsciiDigit(Path.GetFileName(directory)[0])))
        {
            int id = int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture);
            int parent;
            try
            {
                parent = ParentOf(id);
            }
            catch (IOException)
            {
                continue;
            }

            yield return (id, parent);
        }
    }

    // "PID (NAME) STATE PPID ...": proc_pid_stat(5).
    private static int ParentOf(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static string NameOf(int process) => File.ReadAllText($"/proc/{process}/comm").Trim();
}
