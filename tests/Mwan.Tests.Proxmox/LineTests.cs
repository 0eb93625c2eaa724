using Mwan.Build.Processes;
using Mwan.Tests.Proxmox.Hosts;
using Xunit;

namespace Mwan.Tests.Proxmox;

/// <summary>The stand-in's line and its units: what it cuts, refuses and kills on request, and what outlives that.</summary>
public sealed class LineTests : IClassFixture<SharedHost>, IAsyncLifetime
{
    private const int Cut = 255;

    private readonly StandInHost host;

    public LineTests(SharedHost shared) => host = shared.Host;

    public Task InitializeAsync() => host.RestoreAsync("new");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_line_cut_before_a_command_comes_leaves_it_undone()
    {
        await host.ForgetAsync("before 1");
        Assert.Equal(Cut, (await host.SshAsync("qm create 100")).ExitCode);
        Assert.DoesNotContain(host.Journal, static entry => entry.Program == "qm");
        Assert.Equal(0, (await host.SshAsync("qm create 100")).ExitCode);
    }

    [Fact]
    public async Task What_runs_when_the_line_is_cut_goes_on_to_its_end()
    {
        await host.ForgetAsync("before 2");
        Assert.Equal(Cut, (await host.SshAsync("qm create 100 && qm create 101")).ExitCode);
        await Eventually(async () => (await host.NeedAsync("qm list")).Contains(" 101 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_killed_stops_where_it_is()
    {
        await host.ForgetAsync("kill 3");
        Assert.Equal(Cut, (await host.SshAsync("qm create 100; qm create 101; qm create 102")).ExitCode);
        string list = await host.NeedAsync("qm list");
        Assert.Contains(" 100 ", list, StringComparison.Ordinal);
        Assert.DoesNotContain(" 101 ", list, StringComparison.Ordinal);
        Assert.DoesNotContain(" 102 ", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_cut_after_a_command_leaves_it_done_and_nobody_knows()
    {
        await host.ForgetAsync("after 2");
        Assert.Equal(Cut, (await host.SshAsync("qm create 100")).ExitCode);
        Assert.Contains(" 100 ", await host.NeedAsync("qm list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_to_fail_does_and_changes_nothing()
    {
        await host.ForgetAsync("fail 2");
        CommandResult result = await host.SshAsync("qm create 100");
        Assert.Contains("refused, as the test wants it", result.Tail, StringComparison.Ordinal);
        Assert.Equal("", await host.NeedAsync("qm list"));
        Assert.Equal([1, 2, 3, 4], host.Journal.Select(static entry => entry.Step ?? 0));
    }

    [Fact]
    public async Task All_that_comes_by_the_line_is_in_the_journal()
    {
        await host.ForgetAsync();
        await host.NeedAsync("echo one > /root/file && qm create 100 --description 'two words'");
        Assert.Equal(["echo one > /root/file && qm create 100 --description 'two words'", "qm create 100 --description 'two words'"], host.Journal.Select(static entry => entry.Text), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_transient_unit_outlives_the_line()
    {
        await host.ForgetAsync("after 2");
        Assert.Equal(Cut, (await host.SshAsync("systemd-run --unit=later --collect sh -c 'until [ -e /tmp/go ]; do sleep 0.1; done; rm /tmp/go; qm create 100'")).ExitCode);
        Assert.Equal("active\n", await host.NeedAsync("systemctl is-active later.service"));
        Assert.Contains("already loaded", (await host.SshAsync("systemd-run --unit=later true")).Tail, StringComparison.Ordinal);
        await host.NeedAsync("touch /tmp/go");
        await Eventually(async () => (await host.NeedAsync("qm list")).Contains(" 100 ", StringComparison.Ordinal));
        await Eventually(async () => (await host.SshAsync("systemctl is-active later.service")).Output == "inactive\n");
    }

    [Fact]
    public async Task A_unit_sets_virtual_functions_and_the_kernel_makes_them()
    {
        const string Numbers = "/sys/bus/pci/devices/0000:02:00.0/sriov_numvfs";
        await host.NeedAsync($"""
            cat > /etc/systemd/system/functions.service <<'END'
            [Unit]
            Description=functions
            [Service]
            Type=oneshot
            RemainAfterExit=yes
            ExecStart=/bin/sh -c 'echo 2 > {Numbers}'
            ExecStart=/usr/sbin/ip link set enp2s0f0np0 vf 1 trust on spoofchk off state enable mac d0:fc:d0:00:00:01
            ExecStop=/bin/sh -c 'echo 0 > {Numbers}'
            [Install]
            WantedBy=multi-user.target
            END
            systemctl daemon-reload && systemctl enable --now functions.service
            """);
        Assert.Equal("0000:02:02.1\n", await host.NeedAsync("basename $(readlink /sys/class/net/enp2s0f0np0/device/virtfn1)"));
        Assert.Contains("\"vf\":1,\"link_type\":\"ether\",\"address\":\"d0:fc:d0:00:00:01\"", await host.NeedAsync("ip -j -d link show dev enp2s0f0np0"), StringComparison.Ordinal);
        Assert.Contains("vf 1     link/ether d0:fc:d0:00:00:01 brd ff:ff:ff:ff:ff:ff, spoof checking off, link-state enable, trust on", await host.NeedAsync("ip link show enp2s0f0np0"), StringComparison.Ordinal);
        Assert.Equal("enabled\nactive\n", await host.NeedAsync("systemctl is-enabled functions.service; systemctl is-active functions.service"));
        await host.NeedAsync("systemctl stop functions.service");
        Assert.NotEqual(0, (await host.SshAsync("ls /sys/class/net/enp2s0f0np0/device/virtfn0")).ExitCode);
        Assert.Empty(host.Damage);
    }

    [Fact]
    public async Task Taking_a_virtual_function_from_a_machine_that_runs_is_noticed()
    {
        await host.NeedAsync("echo 1 > /sys/class/net/enp2s0f0np0/device/sriov_numvfs; ip link > /dev/null; qm create 100 --machine q35 --hostpci0 0000:02:02.0,pcie=1 && qm start 100");
        Assert.NotEmpty(await host.NeedAsync("ls /dev/vfio"));
        await host.NeedAsync("echo 0 > /sys/class/net/enp2s0f0np0/device/sriov_numvfs; ip link > /dev/null");
        Assert.Contains("0000:02:02.0 was removed while a running machine had it", Assert.Single(host.Damage), StringComparison.Ordinal);
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "It has not happened within a minute.");
            await Task.Delay(50);
        }
    }
}
