using Mwan.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health;

/// <summary>What a round says, as a table of what the targets and the gateway say.</summary>
public sealed class JudgementTests
{
    [Theory]
    // Targets that answer prove the whole way.
    [InlineData("Succeeded", true, "Succeeded", null, false)]
    [InlineData("Succeeded", null, "Succeeded", null, false)]
    [InlineData("Succeeded", false, "Succeeded", null, false)]
    // Targets that were asked in vain are a failure, of the lowest layer that is known to fail.
    [InlineData("Failed", true, "Failed", "Internet", false)]
    [InlineData("Failed", null, "Failed", "Internet", false)]
    [InlineData("Failed", false, "Failed", "Gateway", false)]
    // Cannot probe is not down, but a gateway that is proven silent is.
    [InlineData("Unprobed", true, "Unprobed", null, false)]
    [InlineData("Unprobed", null, "Unprobed", null, false)]
    [InlineData("Unprobed", false, "Failed", "Gateway", true)]
    public void A_round_is_judged_by_what_each_layer_says_of_itself(string targets, bool? gateway, string outcome, string? failing, bool byGatewayAlone) => Assert.Equal(
        new Judgement(Enum.Parse<RoundOutcome>(outcome), failing is null ? null : Enum.Parse<Layer>(failing), byGatewayAlone),
        Judgement.Of(Enum.Parse<RoundOutcome>(targets), gateway));
}
