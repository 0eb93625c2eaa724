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
        Judgement.Of(Enum.Parse<RoundOutcome>(targets), new LayerFacts(Gateway: gateway), Script.Beginning));

    [Theory]
    [InlineData("Succeeded", "Succeeded", null)]
    [InlineData("Failed", "Failed", "Internet")]
    [InlineData("Unprobed", "Failed", "Gateway")]
    public void Where_an_address_stays_and_no_route_leads_anywhere_nothing_that_could_be_asked_is_a_failure(string targets, string outcome, string? failing) => Assert.Equal(
        new Judgement(Enum.Parse<RoundOutcome>(outcome), failing is null ? null : Enum.Parse<Layer>(failing)),
        Judgement.Of(Enum.Parse<RoundOutcome>(targets), new LayerFacts(Gateway: null) { NoGateway = true }, Script.Beginning));

    [Theory]
    // A tunnel through which something answers has its keys, whatever was last seen of them.
    [InlineData("Succeeded", false, false, "Succeeded", null)]
    [InlineData("Failed", true, false, "Failed", "Internet")]
    [InlineData("Failed", false, false, "Failed", "Handshake")]
    [InlineData("Failed", null, false, "Failed", "Internet")]
    // While the first handshake is being tried, silence proves nothing.
    [InlineData("Failed", false, true, "Unprobed", null)]
    [InlineData("Failed", true, true, "Failed", "Internet")]
    public void Keys_that_are_not_agreed_on_are_where_a_tunnel_fails(string targets, bool? handshake, bool awaited, string outcome, string? failing) => Assert.Equal(
        new Judgement(Enum.Parse<RoundOutcome>(outcome), failing is null ? null : Enum.Parse<Layer>(failing)),
        Judgement.Of(
            Enum.Parse<RoundOutcome>(targets),
            new LayerFacts(Handshake: handshake) { HandshakeAwaitedUntil = awaited ? Script.Beginning.AddSeconds(1) : null },
            Script.Beginning));
}
