using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Qm;

namespace Mwan.Tests.Proxmox.Host.Units;

/// <summary>What a host does when it starts: its units, its guests, and the units that wait for those.</summary>
internal static class HostStart
{
    private const string Guests = "pve-guests.service";

    /// <summary>Does it.</summary>
    public static async Task RunAsync(StandIn host)
    {
        ILookup<bool, string> units = UnitFiles.Enabled().ToLookup(static unit => Unit.Parse(unit, File.ReadAllText(UnitFiles.Of(unit))).After.Contains(Guests, StringComparer.Ordinal));
        await StartAsync(units[false]);
        foreach (string guest in VmConfig.All(StandIn.Node).Where(static id => VmConfig.Load(StandIn.Node, id) is { IsTemplate: false } config && config.Values.GetValueOrDefault("onboot") == "1"))
        {
            Answer answer = new();
            await host.RunAsync(new Call(0, "", "qm", "/", Guest: null, Session: null, ["start", guest]), answer, session: null);
            await File.AppendAllTextAsync($"{Places.UnitJournals}/{Guests}", answer.Errors.ToString());
        }

        await StartAsync(units[true]);
    }

    private static async Task StartAsync(IEnumerable<string> units)
    {
        foreach (string unit in units)
        {
            try
            {
                await UnitJobs.StartAsync(unit, new Answer());
            }
            catch (RefusedException refusal)
            {
                await File.AppendAllTextAsync($"{Places.UnitJournals}/{unit}", $"{refusal.Message}\n");
            }
        }
    }
}
