using Mwan.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health;

public sealed class QuorumTests
{
    /// <summary>Each target: + answers, - does not, x cannot be asked.</summary>
    [Theory]
    [InlineData("++-", 2, "Succeeded")]
    [InlineData("+--", 2, "Failed")]
    [InlineData("+xx", 2, "Succeeded")]
    [InlineData("-xx", 2, "Failed")]
    [InlineData("--x", 1, "Failed")]
    [InlineData("xxx", 1, "Unprobed")]
    [InlineData("", 1, "Unprobed")]
    [InlineData("+", 2, "Succeeded")]
    public void Targets_that_cannot_be_asked_count_for_nothing(string targets, int quorum, string outcome) => Assert.Equal(
        outcome,
        Quorum.Judge([.. targets.Select(target => target switch { '+' => Script.Answer, '-' => Script.Silence, _ => Script.Refused })], quorum).ToString());
}
