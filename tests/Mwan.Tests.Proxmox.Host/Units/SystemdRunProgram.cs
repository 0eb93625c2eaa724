using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Units;

/// <summary><c>systemd-run(1)</c>: a transient service.</summary>
internal static class SystemdRunProgram
{
    /// <summary>Plays it.</summary>
    public static async Task RunAsync(Call call, Answer answer)
    {
        string? name = null;
        bool collect = false;
        bool wait = false;
        bool quiet = false;
        List<string> settings = [];
        Queue<string> left = new(call.Arguments);
        while (left.TryPeek(out string? word) && word[0] == '-')
        {
            _ = left.Dequeue();
            if (word == "--")
            {
                break;
            }

            string[] pair = word.Split('=', 2);
            string Value() => pair.Length == 2 ? pair[1] : left.Dequeue();
            switch (pair[0])
            {
                case "--unit" or "-u":
                    name = Value();
                    break;
                case "--description":
                    _ = Value();
                    break;
                case "--property" or "-p":
                    settings.Add(Value());
                    break;
                case "--setenv" or "-E":
                    settings.Add($"Environment={Value()}");
                    break;
                case "--service-type":
                    settings.Add($"Type={Value()}");
                    break;
                case "--collect" or "-G":
                    collect = true;
                    break;
                case "--wait":
                    wait = true;
                    break;
                case "--quiet" or "-q":
                    quiet = true;
                    break;
                case "--no-block" or "--no-ask-password":
                    break;
                case "--remain-after-exit" or "-r":
                    settings.Add("RemainAfterExit=yes");
                    break;
                default:
                    throw new RefusedException($"stand-in does not know: systemd-run {string.Join(' ', call.Arguments)}");
            }
        }

        string unit = name is null ? $"run-u{Environment.TickCount64}.service" : name.EndsWith(".service", StringComparison.Ordinal) ? name : $"{name}.service";
        if (LoadedUnits.Find(unit) is not null || UnitFiles.Has(unit))
        {
            throw new RefusedException($"Failed to start transient service unit: Unit {unit} was already loaded or has a fragment file.", 1);
        }

        string program = string.Join(' ', Program([.. left]).Select(Quoted));
        Task run = UnitJobs.StartTransient(unit, $"[Service]\n{string.Concat(settings.Select(static setting => $"{setting}\n"))}ExecStart={program}\n", collect);
        if (!quiet)
        {
            answer.Warn($"Running as unit: {unit}");
        }

        if (wait)
        {
            await run;
        }
    }

    // As it looks for programs: a unit has only absolute paths.
    private static string[] Program(string[] words)
    {
        if (words.Length > 0 && words[0][0] != '/')
        {
            words[0] = Array.Find([$"/usr/sbin/{words[0]}", $"/usr/bin/{words[0]}"], File.Exists)
                ?? throw new RefusedException($"Failed to find executable {words[0]}: No such file or directory", 1);
        }

        return words;
    }

    // So that it is read back as the word that it was.
    private static string Quoted(string word) =>
        $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
