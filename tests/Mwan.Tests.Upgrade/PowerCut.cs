using System.Globalization;
using System.Security.Cryptography;
using Mwan.Build.Machines;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Upgrade;

/// <summary>The power goes while slots change: one of the two versions boots, and doing it again completes it.</summary>
public abstract class PowerCut(ITestOutputHelper output)
{
    /// <summary>The command has been started.</summary>
    private protected const string Begun = "true";

    private protected static readonly string[] UpgradeCommand = ["mwan", "upgrade", Appliance.Release, "--no-reboot"];
    private protected static readonly string[] RollbackCommand = ["mwan", "rollback", "--no-reboot"];

    /// <summary>What the test says besides its verdict.</summary>
    private protected ITestOutputHelper Output => output;

    /// <summary>A moment at random.</summary>
    private protected static TimeSpan Moment(TimeSpan longest) => TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)longest.TotalMilliseconds));

    private protected static async Task WritesAsync(Appliance appliance)
    {
        GuestResult written = await appliance.MwanAsync(UpgradeCommand[1..]);
        Assert.True(written.Status == 0, written.Errors + written.Output);
        Assert.Matches(@"B +1\.1\.0 +on trial, 2 boots left", (await appliance.MwanAsync("slots")).Output);
        Assert.Equal("mwan_1.0.0.efi\nmwan_1.1.0+2-0.efi", await appliance.ScriptAsync("ls -A /boot/EFI/Linux"));
    }

    /// <summary>Space of the EFI system partition that no file has: beside what its directories take, what was allocated for a file when the power went.</summary>
    /// <returns>Bytes.</returns>
    private protected static async Task<long> LostAsync(Appliance appliance) => long.Parse(
        await appliance.ScriptAsync("files=$(du -s -B1 /boot | cut -f1); echo $(($(df --output=used -B1 /boot | tail -n 1) - files))"), CultureInfo.InvariantCulture);

    /// <summary>Cuts the power amid a command; one of the two versions boots after it, and is good.</summary>
    /// <param name="appliance">The machine.</param>
    /// <param name="command">The command.</param>
    /// <param name="stage">A script that ends when the command has come so far.</param>
    /// <param name="after">How long after that.</param>
    /// <returns>What <c>mwan slots</c> says then.</returns>
    private protected async Task<string> CutAsync(Appliance appliance, string[] command, string stage, TimeSpan after)
    {
        string state = await KeptState.ReadAsync(appliance.Machine);
        long lost = await LostAsync(appliance);
        _ = await appliance.Machine.Guest.StartAsync(command);
        _ = await appliance.ScriptAsync(stage);
        await Task.Delay(after);
        Assert.Equal("running", await appliance.PowerCutAsync());

        string slots = (await appliance.MwanAsync("slots")).Output;
        output.WriteLine($"{command[1]} cut {after.TotalSeconds:0.0} s after '{stage}':\n{slots}");
        Assert.Equal(lost, await LostAsync(appliance));
        Assert.Matches(@"\* . +1\.[01]\.0 +good", slots);
        Assert.Equal(state, await KeptState.ReadAsync(appliance.Machine));
        return slots;
    }
}
