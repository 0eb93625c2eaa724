using System.Text.Json;
using Mwan.Tests.Unit.Agent.Systemd;
using Xunit;

namespace Mwan.Tests.Unit.Agent;

public sealed class AgentTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly Datagrams _manager;
    private readonly Datagrams _journal;

    public AgentTests()
    {
        _manager = new Datagrams(_root.At("run/notify"), reads: true);
        _journal = new Datagrams(_root.At("run/systemd/journal/socket"), reads: true);
        _ = Directory.CreateDirectory(_root.At("state/mwan/wpa"));
        _ = _root.Write("proc/self/mountinfo", "24 1 254:0 / / ro - erofs /dev/dm-0 ro\n90 24 8:16 / /state rw - ext4 /dev/sdb rw\n");
    }

    [Fact]
    public async Task The_agent_is_ready_answers_gives_signs_of_life_and_stops_cleanly()
    {
        _ = _root.Write("usr/lib/mwan/config.json", ExampleSite.Json);
        using AgentProcess agent = Start(watchdogMicroseconds: "400000");
        Assert.Equal("READY=1", _manager.NextText());
        Assert.StartsWith("STATUS=", _manager.NextText(), StringComparison.Ordinal);
        (int code, string output, _) = await AgentProcess.RunAsync(_root.Path, "status", "--json");
        Assert.Equal(1, code);
        using JsonDocument status = JsonDocument.Parse(output);
        JsonElement world = status.RootElement.GetProperty("world");
        Assert.Equal("mwan.home.goodkind.io", world.GetProperty("site").GetProperty("name").GetString());
        Assert.Equal("enmgmt0", world.GetProperty("links")[0].GetProperty("interface").GetString());
        Until("WATCHDOG=1");
        Until("WATCHDOG=1");
        agent.Terminate();
        Until("STOPPING=1");
        Assert.Equal(0, (await agent.EndAsync()).Code);
        Assert.False(File.Exists(_root.At("run/mwan/agent.sock")));
    }

    [Fact]
    public async Task Without_a_configuration_the_agent_runs_and_says_so()
    {
        using AgentProcess agent = Start(watchdogMicroseconds: null);
        Assert.Equal("READY=1", _manager.NextText());
        Assert.Contains("MESSAGE=configuration: /usr/lib/mwan/config.json is missing", _journal.NextText(), StringComparison.Ordinal);
        (int code, string output, _) = await AgentProcess.RunAsync(_root.Path, "status");
        Assert.Equal(1, code);
        Assert.StartsWith("!! CONFIGURATION: /usr/lib/mwan/config.json is missing", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_root_may_open_the_socket_and_one_that_was_left_behind_is_replaced()
    {
        _ = _root.Write("run/mwan/agent.sock", "");
        using AgentProcess agent = Start(watchdogMicroseconds: null);
        Assert.Equal("READY=1", _manager.NextText());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_root.At("run/mwan/agent.sock")));
        Assert.Equal(1, (await AgentProcess.RunAsync(_root.Path, "status")).Code);
    }

    [Fact]
    public async Task A_second_agent_refuses_to_start_and_takes_over_when_the_first_is_killed()
    {
        AgentProcess first = Start(watchdogMicroseconds: null);
        Assert.Equal("READY=1", _manager.NextText());
        (int code, _, string errors) = await AgentProcess.RunAsync(_root.Path, "run");
        Assert.Equal(1, code);
        Assert.StartsWith("An agent runs already", errors, StringComparison.Ordinal);
        Assert.True(File.Exists(_root.At("run/mwan/agent.sock")));

        // Killed, as by the kernel when memory is short.
        first.Dispose();
        using AgentProcess second = Start(watchdogMicroseconds: null);
        Until("READY=1");
    }

    [Fact]
    public async Task Without_an_agent_status_says_so()
    {
        (int code, string output, string errors) = await AgentProcess.RunAsync(_root.Path, "status");
        Assert.Equal((3, ""), (code, output));
        Assert.StartsWith("The agent does not answer: it is not running", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_line_that_makes_no_sense_has_its_own_code() =>
        Assert.Equal(2, (await AgentProcess.RunAsync(_root.Path, "status", "--nonsense")).Code);

    [Fact]
    public async Task The_help_shows_examples_and_exit_codes()
    {
        (int code, string output, _) = await AgentProcess.RunAsync(_root.Path, "--help");
        Assert.Equal(0, code);
        Assert.Contains("mwan status --json", output, StringComparison.Ordinal);
        Assert.Contains("3  the agent does not answer", output, StringComparison.Ordinal);
        Assert.DoesNotContain("--root", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_that_of_the_image()
    {
        _ = _root.Write("usr/lib/os-release", "IMAGE_ID=mwan\nIMAGE_VERSION=1.2.0\n");
        (int code, string output, _) = await AgentProcess.RunAsync(_root.Path, "version", "--json");
        using JsonDocument version = JsonDocument.Parse(output);
        Assert.Equal((0, "1.2.0"), (code, version.RootElement.GetProperty("version").GetString()));
    }

    public void Dispose()
    {
        _manager.Dispose();
        _journal.Dispose();
        _root.Dispose();
    }

    private AgentProcess Start(string? watchdogMicroseconds)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["NOTIFY_SOCKET"] = _manager.Path };
        if (watchdogMicroseconds is not null)
        {
            environment["WATCHDOG_USEC"] = watchdogMicroseconds;
        }

        return AgentProcess.Start(_root.Path, environment, "run");
    }

    private void Until(string message)
    {
        while (_manager.NextText() != message)
        {
            // Others may come between.
        }
    }
}
