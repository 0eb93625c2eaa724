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
            start) grep -qx stopped status || { echo 'VM 113 already running' >&2; exit 255; }; echo running > status ;;
            set) grep -qx stopped status || { echo 'stand-in: only in a VM that is off' >&2; exit 255; }; [ "$3" != --scsi0 ] || echo "$4" > scsi0 ;;
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
        foreach (string script in (string[])[FactsScript.Of(proxmox), SwapScript.Of(new ProxmoxNames(proxmox.Vmid)), .. FunctionsPlan.Interfaces(proxmox).Any() ? [FunctionsPlan.Script(proxmox)] : Array.Empty<string>()])
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
    [InlineData("exit 255", false, 1)]
    [InlineData("exit 255", true, 1)]
    [InlineData("exit 7", false, 7)]
    [InlineData("exit 7", true, 7)]
    [InlineData("true", true, 0)]
    public async Task What_the_host_refuses_is_not_taken_for_a_line_that_fails(string command, bool reads, int code)
    {
        await using Scratch scratch = new();
        ProxmoxNames names = new(113);
        HostStep step = new("does it", command) { Input = reads ? new StepInput("nothing", "x"u8.ToArray()) : null };
        string script = PlanRunner.Script(step, names).Replace(names.Directory, scratch.Directory, StringComparison.Ordinal);
        CommandResult run = await Command.Of("sh", "-euc", script).TryRunAsync(CancellationToken.None);
        Assert.Equal(code, run.ExitCode);
    }

    [Theory]
    [InlineData("new", "new", "committed: 1.2.0 has proved itself")]
    [InlineData("old", "old", "returned: 1.2.0 has not proved itself (Version 1.2.0 has not proved itself within 30 s: the agent does not answer.), and 1.1.0 runs again")]
    [InlineData("nothing", "old", "failed: 1.2.0 has not proved itself (Version 1.2.0 has not proved itself within 30 s: the agent does not answer.), and 1.1.0 neither (Version 1.2.0 has not proved itself within 30 s: the agent does not answer.)")]
    public async Task A_disk_that_does_not_prove_itself_goes_out_again(string good, string ends, string result)
    {
        await using Scratch scratch = new();
        scratch.Program("qm", Qm);
        scratch.Write("scsi0", "old\n");
        scratch.Write("status", "running\n");
        scratch.Write("good", $"{good}\n");
        scratch.Write("versions", "old 1.1.0\nnew 1.2.0\n");
        CommandResult run = await ExchangeAsync(scratch, "att IPv4");
        Assert.Equal(good == "new" ? 0 : 1, run.ExitCode);
        Assert.Equal(result, (await File.ReadAllTextAsync(scratch.At("swap.result"))).Trim());
        Assert.Equal(ends, (await File.ReadAllTextAsync(scratch.At("scsi0"))).Trim());
        Assert.Equal("running", (await File.ReadAllTextAsync(scratch.At("status"))).Trim());
        string[] calls = await File.ReadAllLinesAsync(scratch.At("calls"));
        Assert.Contains("guest exec 113 --timeout 90 -- mwan gate --deadline 30 --healthy att IPv4", calls, StringComparer.Ordinal);
        Assert.Equal(good == "new" ? 1 : 2, calls.Count(static call => call.StartsWith("shutdown 113", StringComparison.Ordinal)));

        // It is over: no start of the host begins it again.
        Assert.Equal(["disable --quiet mwan-113-swap.service", "daemon-reload"], await File.ReadAllLinesAsync(scratch.At("system", "calls")), StringComparer.Ordinal);
        Assert.False(File.Exists(scratch.At("system", "mwan-113-swap.service")));
    }

    [Theory]
    [InlineData("io-error")]
    [InlineData("paused")]
    [InlineData("internal-error")]
    public async Task A_VM_that_stands_still_is_turned_off_before_its_disk_is_exchanged(string status)
    {
        await using Scratch scratch = new();
        scratch.Program("qm", Qm);
        scratch.Write("scsi0", "old\n");
        scratch.Write("status", $"{status}\n");
        scratch.Write("good", "new\n");
        scratch.Write("versions", "new 1.2.0\n");
        CommandResult run = await ExchangeAsync(scratch);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("running", (await File.ReadAllTextAsync(scratch.At("status"))).Trim());
    }

    [Fact]
    public async Task Where_a_cluster_turns_the_VM_off_later_that_is_waited_for()
    {
        await using Scratch scratch = new();
        string later = Qm.Replace("shutdown) echo stopped > status ;;", "shutdown) echo 5 > left ;;", StringComparison.Ordinal)
            .Replace("status) echo", "status) [ ! -e left ] || { left=$(($(cat left) - 1)); echo $left > left; [ $left -gt 0 ] || { rm left; echo stopped > status; }; }; echo", StringComparison.Ordinal);
        scratch.Program("qm", later);
        scratch.Program("sleep", "#!/bin/sh\n");
        scratch.Write("scsi0", "old\n");
        scratch.Write("status", "running\n");
        scratch.Write("good", "new\n");
        scratch.Write("versions", "new 1.2.0\n");
        CommandResult run = await ExchangeAsync(scratch);
        Assert.Equal("committed: 1.2.0 has proved itself", (await File.ReadAllTextAsync(scratch.At("swap.result"))).Trim());
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("old", "returned: 1.2.0 has not proved itself (Version 1.2.0 has not proved itself within 30 s: the agent does not answer.), and 1.1.0 runs again (upgraded since: 1.1.5)")]
    [InlineData("new", "committed: 1.2.0 has proved itself (upgraded since: 1.2.5)")]
    public async Task A_disk_that_was_upgraded_since_its_version_was_noted_is_known_by_its_volume(string good, string result)
    {
        await using Scratch scratch = new();
        scratch.Program("qm", Qm);
        scratch.Write("scsi0", "old\n");
        scratch.Write("status", "running\n");
        scratch.Write("good", $"{good}\n");
        scratch.Write("versions", "old 1.1.5\nnew 1.2.5\n");
        await ExchangeAsync(scratch);
        Assert.Equal(result, (await File.ReadAllTextAsync(scratch.At("swap.result"))).Trim());
    }

    // What is in, what the file said last, and what comes of it.
    [Theory]
    [InlineData("old", null, "new", "committed: 1.2.0 has proved itself")]
    [InlineData("old", "working: 1.2.0 goes in", "new", "committed: 1.2.0 has proved itself")]
    [InlineData("new", "working: 1.2.0 boots", "new", "committed: 1.2.0 has proved itself")]
    [InlineData("new", "working: 1.2.0 has not proved itself (att (IPv4) fails), 1.1.0 comes back", "old", "returned: 1.2.0 has not proved itself (att (IPv4) fails), and 1.1.0 runs again")]
    [InlineData("old", "working: 1.2.0 has not proved itself (x), and the host refuses to put 1.1.0 back: tries again", "old", "returned: 1.2.0 has not proved itself (x), and 1.1.0 runs again")]
    [InlineData("new", "committed: 1.2.0 has proved itself", "new", "committed: 1.2.0 has proved itself")]
    [InlineData("old", "returned: 1.2.0 has not proved itself (x), and 1.1.0 runs again", "old", "returned: 1.2.0 has not proved itself (x), and 1.1.0 runs again")]
    public async Task After_a_restart_of_the_host_it_goes_on_where_it_was(string disk, string? said, string ends, string result)
    {
        await using Scratch scratch = new();
        scratch.Program("qm", Qm);
        scratch.Write("scsi0", $"{disk}\n");
        scratch.Write("status", "running\n");
        scratch.Write("good", "new\nold\n");
        scratch.Write("versions", "old 1.1.0\nnew 1.2.0\n");
        if (said is not null)
        {
            scratch.Write("swap.result", $"{said}\n");
        }

        await ExchangeAsync(scratch);
        Assert.Equal(result, (await File.ReadAllTextAsync(scratch.At("swap.result"))).Trim());
        Assert.Equal(ends, (await File.ReadAllTextAsync(scratch.At("scsi0"))).Trim());
        Assert.False(File.Exists(scratch.At("system", "mwan-113-swap.service")));
    }

    // The VM is locked from when the new disk is in: for so many seconds it cannot be shut down. What sleeps moves the clock.
    [Theory]
    [InlineData(1200, "old", "returned: 1.2.0 has not proved itself (Version 1.2.0 has not proved itself within 30 s: the agent does not answer.), and 1.1.0 runs again")]
    [InlineData(9000, "new", "failed: 1.2.0 has not proved itself (Version 1.2.0 has not proved itself within 30 s: the agent does not answer.), and 1.1.0 is not back after an hour of trying (the host refused to exchange the disk, see journalctl -u mwan-113-swap)")]
    public async Task A_host_that_refuses_to_put_the_old_disk_back_is_asked_again_for_an_hour(int locked, string ends, string result)
    {
        await using Scratch scratch = new();
        string held = string.Create(CultureInfo.InvariantCulture, $"case $1 in shutdown) [ \"$(cat scsi0)\" = old ] || [ \"$(cat clock)\" -ge {locked} ] || {{ echo 'VM is locked (backup)' >&2; exit 255; }} ;; esac\n");
        scratch.Program("qm", Qm.Replace("case $1 in\n    config)", $"{held}case $1 in\n    config)", StringComparison.Ordinal));
        scratch.Program("date", "#!/bin/sh\ncat \"$(dirname \"$0\")/../clock\"\n");
        scratch.Program("sleep", "#!/bin/sh\nclock=$(dirname \"$0\")/../clock\necho $(($(cat \"$clock\") + $1)) > \"$clock\"\n");
        scratch.Write("clock", "0\n");
        scratch.Write("scsi0", "old\n");
        scratch.Write("status", "running\n");
        scratch.Write("good", "old\n");
        scratch.Write("versions", "old 1.1.0\nnew 1.2.0\n");
        CommandResult run = await ExchangeAsync(scratch);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(result, (await File.ReadAllTextAsync(scratch.At("swap.result"))).Trim());
        Assert.Equal(ends, (await File.ReadAllTextAsync(scratch.At("scsi0"))).Trim());
        Assert.InRange(int.Parse(await File.ReadAllTextAsync(scratch.At("clock")), CultureInfo.InvariantCulture), 1200, 3700);
    }

    [Fact]
    public async Task A_host_that_refuses_everything_leaves_a_result_that_is_one()
    {
        await using Scratch scratch = new();
        scratch.Program("qm", "#!/bin/sh\nexit 255\n");
        scratch.Program("date", "#!/bin/sh\ncat \"$(dirname \"$0\")/../clock\"\n");
        scratch.Program("sleep", "#!/bin/sh\nclock=$(dirname \"$0\")/../clock\necho $(($(cat \"$clock\") + $1)) > \"$clock\"\n");
        scratch.Write("clock", "0\n");
        await ExchangeAsync(scratch);
        Assert.StartsWith("failed: 1.2.0 has not proved itself (the host refused", await File.ReadAllTextAsync(scratch.At("swap.result")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_already_is_not_exchanged_but_waited_for()
    {
        await using Scratch scratch = new();
        scratch.Program("qm", Qm);
        scratch.Write("scsi0", "new\n");
        scratch.Write("status", "stopped\n");
        scratch.Write("good", "new\n");
        scratch.Write("versions", "new 1.2.0\n");
        await ExchangeAsync(scratch);
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
        scratch.Program("ip", $"#!/bin/sh\n[ \"$1\" != -j ] || echo '[{{\"ifname\":\"enp2s0f0np0\",\"vfinfo_list\":[{entry},{{\"vf\":1,\"spoofchk\":false,\"link_state\":\"auto\",\"trust\":true}}]}}]'\n");
        scratch.Write("sys/class/net/enp2s0f0np0/device/sriov_numvfs", "0\n");
        string text = FunctionsPlan.Script(Hosts.Site("mwan").Proxmox!)
            .Replace("/sys/", $"{scratch.At("sys")}/", StringComparison.Ordinal).Replace("/run/mwan", scratch.At("run"), StringComparison.Ordinal);
        string script = scratch.Write("functions.sh", text);
        CommandResult run = await scratch.RunAsync(script, "start");
        Assert.Equal(code, run.ExitCode);
        Assert.Equal("1", (await File.ReadAllTextAsync(scratch.At("sys", "class", "net", "enp2s0f0np0", "device", "sriov_numvfs"))).Trim());
        if (code != 0)
        {
            Assert.Contains("its NIC says otherwise", run.Tail, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await scratch.RunAsync(script, "stop")).ExitCode);
        Assert.Equal("0", (await File.ReadAllTextAsync(scratch.At("sys", "class", "net", "enp2s0f0np0", "device", "sriov_numvfs"))).Trim());
    }

    // The volume `new` with 1.2.0 in the place of `old` with 1.1.0, three seconds for each to prove itself.
    private static async Task<CommandResult> ExchangeAsync(Scratch scratch, params string[] ways)
    {
        ProxmoxNames names = new(113);
        scratch.Write($"system/{names.SwapUnit}", SwapScript.Unit(names));
        scratch.Program("systemctl", "#!/bin/sh\necho \"$*\" >> \"$(dirname \"$0\")/../system/calls\"\n");
        scratch.Write("swap.order", $"new=new\n{SwapScript.Order("1.2.0", new WholeDisk("old", "1.1.0", "-"), TimeSpan.FromSeconds(3), ways)}\n");
        return await scratch.RunAsync(scratch.Write("swap.sh", SwapScript.Of(names).Replace(names.SwapUnitFile, scratch.At("system", names.SwapUnit), StringComparison.Ordinal)));
    }
}
