using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>An agent that may do nothing says so and stays.</summary>
public sealed class PowerlessTests : IDisposable
{
    private readonly Lab _lab = new();

    [Fact]
    public void Without_the_right_to_change_the_network_each_refusal_is_said_once_and_the_agent_runs_on()
    {
        RunningAgent agent = _lab.Own(new RunningAgent(_lab, ["setpriv", "--bounding-set", "-net_admin", "--inh-caps", "-net_admin"], new Dictionary<string, string>(StringComparer.Ordinal)));
        _ = Waiting.Until(() => agent.Status() is not null, "it answers");
        _ = Waiting.Until(() => agent.Log.Contains("Operation not permitted", StringComparison.Ordinal), "the refusal is said");
        for (int change = 0; change < 5; change++)
        {
            // Each is a reason to look, to plan and to be refused again.
            _lab.Router.Ip(change % 2 == 0 ? "route add 10.9.9.0/24 dev lan0 table 77" : "route del 10.9.9.0/24 dev lan0 table 77");
            _ = Waiting.Until(() => agent.Status() is not null, "it answers");
        }

        string[] refusals = [.. agent.Log.Split('\n').Where(line => line.Contains("refused", StringComparison.Ordinal) || line.Contains("cannot be put in", StringComparison.Ordinal))];
        Assert.NotEmpty(refusals);
        Assert.Equal(refusals.Length, refusals.Select(line => line[RunningAgent.StampLength..]).Distinct(StringComparer.Ordinal).Count());
        Assert.True(agent.Runs, agent.Log);
    }

    public void Dispose() => _lab.Dispose();
}
