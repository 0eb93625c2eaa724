using System.Text;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Upgrade;

/// <summary>Failures of a system that has started.</summary>
public sealed class LateFaultTests(ITestOutputHelper output) : FaultTests(output)
{
    [Fact]
    public Task An_agent_that_crashes() => ReturnsAsync(
        static releases => releases.WithCommandLineAsync("crash", DropIn("mwan.service", "[Service]\nExecStart=\nExecStart=/bin/false\n")), "the agent does not answer");

    [Fact]
    [Trait("Category", "full")]
    public Task A_boot_that_does_not_come_as_far_as_the_gate() => ReturnsAsync(
        static releases => releases.WithCommandLineAsync("stuck", DropIn("nftables-baseline.service", "[Service]\nExecStartPre=sleep infinity\n")), "it did not come as far as its gate");

    // systemd.system-credentials(7), "systemd.unit-dropin.*".
    internal static string DropIn(string unit, string content) =>
        $"systemd.set_credential_binary=systemd.unit-dropin.{unit}:{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}";
}
