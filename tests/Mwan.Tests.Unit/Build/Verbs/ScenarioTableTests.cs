using System.Xml.Linq;
using Mwan.Build.Verbs;
using Xunit;

namespace Mwan.Tests.Unit.Build.Verbs;

public sealed class ScenarioTableTests
{
    private const string Results = """
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
          <Results>
            <UnitTestResult testName="Some.PathTests.Datagrams_pass(client: 1)" outcome="Failed" startTime="2026-11-22T18:02:00.5+01:00" duration="00:01:02.7">
              <Output><ErrorInfo><Message>Lost:
        one | two</Message></ErrorInfo></Output>
            </UnitTestResult>
            <UnitTestResult testName="Some.RepairTests.Rules_flushed" outcome="Passed" startTime="2026-11-22T17:01:00.5+00:00" duration="00:00:50.2" />
          </Results>
        </TestRun>
        """;

    [Fact]
    public void Each_scenario_has_a_row_in_the_order_of_time_and_failures_say_why()
    {
        string[] rows = ScenarioTable.Render(XDocument.Parse(Results), "Some.").Split('\n', StringSplitOptions.RemoveEmptyEntries)[3..];
        Assert.Equal(
            [
                "| Repair: Rules flushed | 17:01:00 | 50 | passed |",
                @"| Path: Datagrams pass(client: 1) | 17:02:00 | 63 | failed: Lost: one \| two |",
            ],
            rows);
    }
}
