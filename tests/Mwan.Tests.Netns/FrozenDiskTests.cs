using System.Diagnostics;
using System.Globalization;
using Mwan.Tests.Netns.Worlds;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Netns;

/// <summary>The state disk hangs while a WAN fails: traffic moves all the same.</summary>
public sealed class FrozenDiskTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(2);
    // Half of them would leave by the lost one: chance lets all go elsewhere once in a million.
    private const int Many = 20;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private const string Kept = "verdicts-1.json";

    private readonly Lab _lab = new();

    [Fact]
    public void While_a_write_to_the_disk_blocks_the_agent_fails_over_gives_signs_of_life_and_answers()
    {
        string directory = Path.Combine(_lab.Root, "state/mwan");
        string pipe = Path.Combine(directory, $"{Kept}.new");
        Mount(directory);

        // Whoever opens a pipe to write waits until somebody reads.
        _ = Tool.Run("mkfifo", [pipe]);
        (RunningAgent agent, NotifySocket manager) = Start();
        _ = Waiting.Until(() => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, 200) is not null, "the first flow passes");
        _ = Waiting.Until(() => Threads(agent).Any(name => name == "state keeper"), "the write waits");
        FailOver(agent, manager, TimeSpan.FromSeconds(5));
        Assert.Contains(Threads(agent), name => name == "state keeper");
        File.Delete(pipe);
    }

    [Fact]
    [Trait("Category", "full")]
    public void With_the_file_system_frozen_for_a_minute_the_agent_fails_over_gives_signs_of_life_and_answers()
    {
        string image = Path.Combine(_lab.Root, "state.img");
        string mount = Path.Combine(_lab.Root, "state");
        _ = Directory.CreateDirectory(mount);
        using (FileStream file = File.Create(image))
        {
            file.SetLength(32 << 20);
        }

        _ = Tool.Run("mkfs.ext4", ["-q", image]);
        _ = Tool.Run("mount", ["-o", "loop", image, mount]);
        _ = _lab.Own(new Ending(() => Tool.Run("umount", ["--lazy", mount])));
        string directory = Path.Combine(mount, "mwan");
        Mount(directory);
        (RunningAgent agent, NotifySocket manager) = Start();
        _ = Waiting.Until(() => File.Exists(Path.Combine(directory, Kept)), "the disk is written");
        _ = Waiting.Until(() => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, 200) is not null, "the first flow passes");
        string before = File.ReadAllText(Path.Combine(directory, Kept));
        _ = Tool.Run("fsfreeze", ["--freeze", mount]);
        _ = _lab.Own(new Ending(() => _ = Tool.Run("sh", ["-c", $"fsfreeze --unfreeze {mount} 2>/dev/null; true"])));
        FailOver(agent, manager, TimeSpan.FromSeconds(60));
        Assert.Equal(before, File.ReadAllText(Path.Combine(directory, Kept)));
        _ = Tool.Run("fsfreeze", ["--unfreeze", mount]);
        _ = Waiting.Until(() => File.ReadAllText(Path.Combine(directory, Kept)) != before, "the latest is written after the thaw");
    }

    public void Dispose() => _lab.Dispose();

    private static string[] Threads(RunningAgent agent) =>
        [.. Directory.GetDirectories($"/proc/{agent.Id}/task").Select(Name)];

    // A thread may end while they are counted.
    private static string Name(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void FailOver(RunningAgent agent, NotifySocket manager, TimeSpan freeze)
    {
        long frozen = Stopwatch.GetTimestamp();
        _ = manager.Take();
        Pressure pressure = new();
        _lab.One.Space.Ip("link set router down");
        TimeSpan switched = Waiting.Until(AllByOthers, "every new flow leaves by another WAN");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Carrier loss to switched, disk frozen: {switched.TotalMilliseconds:0} ms, {Many} flows included"));
        Assert.InRange(switched, TimeSpan.Zero, Bound + pressure.Allowance);
        int alive = 0;
        while (Stopwatch.GetElapsedTime(frozen) < freeze)
        {
            // A manager would have killed it after this time without a sign.
            _ = Waiting.Until(() => (alive += manager.Take().Count(message => message == "WATCHDOG=1")) > 0, "a sign of life");
            alive = 0;
            _ = Waiting.Until(() => agent.Status() is not null, "it answers");
        }

        Assert.True(agent.Runs, agent.Log);
    }

    private void Mount(string directory)
    {
        _ = Directory.CreateDirectory(directory);
        string path = Path.Combine(_lab.Root, "proc/self/mountinfo");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "90 24 7:0 / /state rw - ext4 /dev/loop0 rw\n");
    }

    private (RunningAgent Agent, NotifySocket Manager) Start()
    {
        NotifySocket manager = _lab.Own(new NotifySocket(_lab));
        return (_lab.Own(new RunningAgent(_lab, [], manager.Environment(Watchdog))), manager);
    }

    private bool AllByOthers() =>
        Enumerable.Range(0, Many).All(_ => Flow.AskOnce(_lab.Lan, Lab.Client4, Lab.Internet4, 500) is { } seen && seen != _lab.One.Offer.Client4);

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
