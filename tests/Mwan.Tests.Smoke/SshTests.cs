using System.Globalization;
using Mwan.Build.Processes;
using Mwan.Tests.Smoke.Routers;
using Xunit;

namespace Mwan.Tests.Smoke;

/// <summary>That SSH answers nowhere else is in <see cref="WanTests"/>.</summary>
[Collection(SharedRouterCollection.Name)]
public sealed class SshTests(SharedRouter shared)
{
    [Fact]
    public async Task Ssh_answers_on_the_management_interface_with_the_key_from_the_state()
    {
        string expected = await shared.Router.AskAsync("cat", "/state/ssh/ssh_host_ed25519_key.pub");

        Assert.Equal(expected.Split(' ')[1], await HostKey.OverNetworkAsync(shared.Router), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Nobody_without_a_configured_key_logs_in_and_no_password_is_asked_for()
    {
        int port = await shared.Router.Machine.ForwardedPortAsync(22);
        CommandResult result = await Bench.Tree.Command(
            "ssh",
            "-F", "none",
            "-p", port.ToString(CultureInfo.InvariantCulture),
            "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "IdentityFile=none",
            "root@127.0.0.1", "true").TryRunAsync(CancellationToken.None);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Permission denied (publickey).", result.Tail, StringComparison.Ordinal);
    }
}
