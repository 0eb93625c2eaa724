using System.Globalization;
using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Units;

/// <summary><c>journalctl -u UNIT</c>: what a unit's programs have said.</summary>
internal static class JournalctlProgram
{
    /// <summary>Plays it.</summary>
    public static void Run(IReadOnlyList<string> arguments, Answer answer)
    {
        string? unit = null;
        int lines = int.MaxValue;
        Queue<string> left = new(arguments);
        while (left.TryDequeue(out string? word))
        {
            string[] pair = word.Split('=', 2);
            string Value() => pair.Length == 2 ? pair[1] : left.Dequeue();
            switch (pair[0])
            {
                case "-u" or "--unit":
                    unit = Value();
                    break;
                case "-n" or "--lines":
                    lines = int.Parse(Value(), CultureInfo.InvariantCulture);
                    break;
                case "-o" or "--output":
                    _ = Value();
                    break;
                case "--no-pager" or "-q" or "--quiet" or "-b":
                    break;
                default:
                    throw new RefusedException($"stand-in does not know: journalctl {string.Join(' ', arguments)}");
            }
        }

        string file = $"{Places.UnitJournals}/{Unit.NameOf(unit ?? throw new RefusedException("stand-in knows journalctl only with --unit"))}";
        foreach (string line in File.Exists(file) ? File.ReadAllLines(file).TakeLast(lines) : [])
        {
            answer.Say(line);
        }
    }
}
