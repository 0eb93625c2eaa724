using System.Diagnostics;
using System.Globalization;
using Mwan.Build.Processes;
using Mwan.Build.Proxmox;
using Xunit;

namespace Mwan.Tests.Unit.Build.Proxmox;

/// <summary>The scripts that run on the host by themselves, in a real shell, with stand-ins for the commands that they call.</summary>
public sealed class ScriptTests
{
    // Its state is files of its directory: what is in scsi0, whether it runs; `good` names the volumes whose image proves itself.
    private const string Qm = """
        #!/bin/sh
        cd "$(dirname "$0")/.." || exit 1
        echo "$*" >> calls
        case $1 in
            config) echo "scsi0: $(cat scsi0),size=1250M" ;;
            status) echo "status: $(cat status)" ;;
            shutdown) echo stopped > status ;;
            start) echo running > status ;;
            set) [ "$3" != --scsi0 ] || echo "$4" > scsi0 ;;
            guest)
                if grep -qxF "$(cat scsi0)" good; then
                    printf '%s\n' "{ \"err-data\" : \"Passed over, as the site does not have it: starlink IPv4. The site has att IPv4.\\n\", \"exitcode\" : 0, \"exited\" : 1, \"out-data\" : \"Version $(sed -n "s/^$(cat scsi0) //p" versions) has proved itself.\\n\" }"
                else
                    echo '{'
                    printf '%s\n' '   "err-data" : "Passed over, as the site does not have it: starlink IPv4. The site has att IPv4.\n",'
                    echo '   "exitcode" : 1,'
                    printf '%s\n' '   "out-data" : "Version 1.2.0 has not proved itself within 30 s: the agent does not answer.\n"'
                    echo '}'
                fi ;;
        esac
        """;

    [Theory]
    [InlineData("mwan")]
    [InlineData("other-lan")]
    [InlineData("three-wans")]
    public async Task Every_script_is_one_that_a_shell_can_read(string name)
    {
        Mwan.Config.Proxmox proxmox = Hosts.Site(name).Proxmox!;
        foreach (string script in (string[])[FactsScript.Of(proxmox), SwapScript.Of(proxmox.Vmid), .. FunctionsPlan.Interfaces(proxmox).Any() ? [FunctionsPlan.Script(proxmox)] : Array.Empty<string>()])
        {
            await Command.Of("sh", "-n", "-c", script).RunAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_VM_that_a_step_starts_does_not_keep_the_steps_lock()
    {
        await using Scratch scratch = new();
        ProxmoxNames names = new(113);
        HostStep step = new("starts it", "! flock -n lock true || exit 9\nsleep 300 > /dev/null 2>&1 &\necho $! > vm");
        string script = PlanRunner.Script(step, names).Replace(names.Directory, scratch.Directory, StringComparison.Ordinal);
        CommandResult run = await Command.Of("sh", "-euc", script).TryRunAsync(CancellationToken.None);
        using var vm = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(scratch.At("vm")), CultureInfo.InvariantCulture));
        try
        {
            Assert.Equal(0, run.ExitCode);
            CommandResult next = await Command.Of("flock", "-n", scratch.At("lock"), "true").TryRunAsync(CancellationToken.None);
            Assert.False(vm.HasExited);
            Assert.Equal(0, next.ExitCode);
        }
        finally
        {
            vm.Kill();
        }
    }

    [Theory]
    [InlineData("new", "new", "committed: 1.2.0 has proved itself")]
    [InlineData("old", "old", "returned: 1.2.0 has not proved itself (Version 1.2.0 has not proved itself within 30 s: the agent does not answer.), and 1.1.0 runs again")]
    [InlineData("nothing", "old", "failed: 1.2.0 has not proved itself (Version 1.2.0 has not proved itself within 30 s: the agent does not answer.), and 1.1.0 neither (Version 1.2.0 has not proved itself within 30 s: the agent does not answer.)")]
    public async Task A_disk_that_does_not_prove_itself_goes_out_again(string good, string ends, string result)
    {
        await using Scratch scratch = new();
        string script = scratch.Write("swap.sh", SwapScript.Of(113));
        scratch.Write("bin/qm", Qm);
        File.SetUnixFileMode(scratch.At("bin", "qm"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        scratch.Write("scsi0", "old\n");
        scratch.Write("status", "running\n");
        scratch.Write("good", $"{good}\n");
        scratch.Write("versions", "old 1.1.0\nnew 1.2.0\n");
        CommandResult run = await Command.Of("sh", script, "new", "1.2.0", "old", "1.1.0", "1", "--healthy", "att IPv4")
            .WithEnvironment("PATH", $"{scratch.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}").TryRunAsync(CancellationToken.None);
        Assert.Equal(good == "new" ? 0 : 1, run.ExitCode);
        Assert.Equal(result, (await File.ReadAllTextAsync(scratch.At("swap.result"))).Trim());
        Assert.Equal(ends, (await File.ReadAllTextAsync(scratch.At("scsi0"))).Trim());
        Assert.Equal("running", (await File.ReadAllTextAsync(scratch.At("status"))).Trim());
        string[] calls = await File.ReadAllLinesAsync(scratch.At("calls"));
        Assert.Contains("guest exec 113 --timeout 90 -- mwan gate --deadline 30 --healthy att IPv4", calls, StringComparer.Ordinal);
        Assert.Equal(good == "new" ? 1 : 2, calls.Count(static call => call.StartsWith("shutdown 113", StringComparison.Ordinal)));
    }

    // The VM is locked from when the new disk is in: for so many seconds it cannot be shut down. What sleeps moves the clock.
    [Theory]
    [InlineData(1200, "old", "returned: 1.2.0 has not proved itself (Version 1.2.0 has not proved itself within 30 s: the agent does not answer.), and 1.1.0 runs again")]
    [InlineData(9000, "new", "failed: 1.2.0 has not proved itself (Version 1.2.0 has not proved itself within 30 s: the agent does not answer.), and 1.1.0 is not back after an hour of trying (the host refused to exchange the disk, see journalctl -u mwan-113-swap)")]
    public async Task A_host_that_refuses_to_put_the_old_disk_back_is_asked_again_for_an_hour(int locked, string ends, string result)
    {
        await using Scratch scratch = new();
        string script = scratch.Write("swap.sh", SwapScript.Of(113));
        string held = string.Create(CultureInfo.InvariantCulture, $"case $1 in shutdown) [ \"$(cat scsi0)\" = old ] || [ \"$(cat clock)\" -ge {locked} ] || {{ echo 'VM is locked (backup)' >&2; exit 255; }} ;; esac\n");
        scratch.Write("bin/qm", Qm.Replace("case $1 in\n    config)", $"{held}case $1 in\n    config)", StringComparison.Ordinal));
        scratch.Write("bin/date", "#!/bin/sh\ncat \"$(dirname \"$0\")/../clock\"\n");
        scratch.Write("bin/sleep", "#!/bin/sh\nclock=$(dirname \"$0\")/../clock\necho $(($(cat \"$clock\") + $1)) > \"$clock\"\n");
        foreach (string program in (string[])["qm", "date", "sleep"])
        {
            File.SetUnixFileMode(scratch.At("bin", program), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        scratch.Write("clock", "0\n");
        scratch.Write("scsi0", "old\n");
        scratch.Write("status", "running\n");
        scratch.Write("good", "old\n");
        scratch.Write("versions", "old 1.1.0\nnew 1.2.0\n");
        CommandResult run = await Command.Of("sh", script, "new", "1.2.0", "old", "1.1.0", "1")
            .WithEnvironment("PATH", $"{scratch.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}").TryRunAsync(CancellationToken.None);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(result, (await File.ReadAllTextAsync(scratch.At("swap.result"))).Trim());
        Assert.Equal(ends, (await File.ReadAllTextAsync(scratch.At("scsi0"))).Trim());
        Assert.InRange(int.Parse(await File.ReadAllTextAsync(scratch.At("clock")), CultureInfo.InvariantCulture), 1200, 3700);
    }

    [Fact]
    public async Task A_host_that_refuses_everything_leaves_a_result_that_is_one()
    {
        await using Scratch scratch = new();
        string script = scratch.Write("swap.sh", SwapScript.Of(113));
        scratch.Write("bin/qm", "#!/bin/sh\nexit 255\n");
        scratch.Write("bin/date", "#!/bin/sh\ncat \"$(dirname \"$0\")/../clock\"\n");
        scratch.Write("bin/sleep", "#!/bin/sh\nclock=$(dirname \"$0\")/../clock\necho $(($(cat \"$clock\") + $1)) > \"$clock\"\n");
        foreach (string program in (string[])["qm", "date", "sleep"])
        {
            File.SetUnixFileMode(scratch.At("bin", program), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        scratch.Write("clock", "0\n");
        await Command.Of("sh", script, "new", "1.2.0", "old", "1.1.0", "1")
            .WithEnvironment("PATH", $"{scratch.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}").TryRunAsync(CancellationToken.None);
        Assert.StartsWith("failed: 1.2.0 has not proved itself (the host refused", await File.ReadAllTextAsync(scratch.At("swap.result")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_already_is_not_exchanged_but_waited_for()
    {
        await using Scratch scratch = new();
        string script = scratch.Write("swap.sh", SwapScript.Of(113));
        scratch.Write("bin/qm", Qm);
        File.SetUnixFileMode(scratch.At("bin", "qm"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        scratch.Write("scsi0", "new\n");
        scratch.Write("status", "stopped\n");
        scratch.Write("good", "new\n");
        scratch.Write("versions", "new 1.2.0\n");
        await Command.Of("sh", script, "new", "1.2.0", "old", "1.1.0", "1")
            .WithEnvironment("PATH", $"{scratch.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}").RunAsync(CancellationToken.None);
        Assert.DoesNotContain(await File.ReadAllLinesAsync(scratch.At("calls")), static call => call.StartsWith("set", StringComparison.Ordinal) || call.StartsWith("shutdown", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("true", "false", "auto", 0)]
    [InlineData("false", "false", "auto", 1)]
    [InlineData("true", "true", "auto", 1)]
    [InlineData("true", "false", "disable", 1)]
    public async Task The_unit_fails_when_the_NIC_says_otherwise(string trust, string spoofCheck, string linkState, int code)
    {
        await using Scratch scratch = new();
        string entry = string.Create(CultureInfo.InvariantCulture, $$"""{"vf":0,"link_type":"ether","address":"32:9a:11:22:33:44","vlan_list":[{}],"rate":{"max_tx":0},"spoofchk":{{spoofCheck}},"link_state":"{{linkState}}","trust":{{trust}}}""");
        scratch.Write("bin/ip", $"#!/bin/sh\n[ \"$1\" != -j ] || echo '[{{\"ifname\":\"enp2s0f0np0\",\"vfinfo_list\":[{entry},{{\"vf\":1,\"spoofchk\":false,\"link_state\":\"auto\",\"trust\":true}}]}}]'\n");
        File.SetUnixFileMode(scratch.At("bin", "ip"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        scratch.Write("sys/class/net/enp2s0f0np0/device/sriov_numvfs", "0\n");
        string text = FunctionsPlan.Script(Hosts.Site("mwan").Proxmox!)
            .Replace("/sys/", $"{scratch.At("sys")}/", StringComparison.Ordinal).Replace("/run/mwan", scratch.At("run"), StringComparison.Ordinal);
        string script = scratch.Write("functions.sh", text);
        CommandResult run = await Command.Of("sh", script, "start")
            .WithEnvironment("PATH", $"{scratch.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}").TryRunAsync(CancellationToken.None);
        Assert.Equal(code, run.ExitCode);
        Assert.Equal("1", (await File.ReadAllTextAsync(scratch.At("sys", "class", "net", "enp2s0f0np0", "device", "sriov_numvfs"))).Trim());
        if (code != 0)
        {
            Assert.Contains("its NIC says otherwise", run.Tail, StringComparison.Ordinal);
        }

        await Command.Of("sh", script, "stop").WithEnvironment("PATH", $"{scratch.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}").RunAsync(CancellationToken.None);
        Assert.Equal("0", (await File.ReadAllTextAsync(scratch.At("sys", "class", "net", "enp2s0f0np0", "device", "sriov_numvfs"))).Trim());
    }
}
