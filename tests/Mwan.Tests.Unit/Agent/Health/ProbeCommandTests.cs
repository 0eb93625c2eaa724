using Xunit;

namespace Mwan.Tests.Unit.Agent.Health;

public sealed class ProbeCommandTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    [Fact]
    public async Task A_member_by_which_nothing_can_be_asked_says_why()
    {
        _ = _root.Write("usr/lib/mwan/config.json", ExampleSite.Json);
        (int code, string output, _) = await AgentProcess.RunAsync(_root.Path, "probe", "webpass");
        Assert.Equal(1, code);
        Assert.StartsWith("webpass IPv4 (enwebpass0): CANNOT PROBE, 0 of 4 answered, ", output, StringComparison.Ordinal);
        Assert.Contains("  icmp 1.1.1.1                               cannot probe: the interface does not exist\n", output, StringComparison.Ordinal);
        Assert.Contains("webpass IPv6", output, StringComparison.Ordinal);
        Assert.DoesNotContain("att", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_is_not_there_is_a_mistake_of_the_caller()
    {
        _ = _root.Write("usr/lib/mwan/config.json", ExampleSite.Json);
        (int code, _, string errors) = await AgentProcess.RunAsync(_root.Path, "probe", "at");
        Assert.Equal((2, "There is no member at; the site has att, webpass, monkeybrains, vps.\n"), (code, errors));
    }

    [Fact]
    public async Task Without_a_configuration_it_says_so()
    {
        (int code, _, string errors) = await AgentProcess.RunAsync(_root.Path, "probe");
        Assert.Equal(1, code);
        Assert.StartsWith("/usr/lib/mwan/config.json is missing", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_shows_an_example()
    {
        (int code, string output, _) = await AgentProcess.RunAsync(_root.Path, "probe", "--help");
        Assert.Equal(0, code);
        Assert.Contains("mwan probe att", output, StringComparison.Ordinal);
    }

    public void Dispose() => _root.Dispose();
}
