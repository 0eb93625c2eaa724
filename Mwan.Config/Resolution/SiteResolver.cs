using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Resolution;

/// <summary>Makes the model of a document in which no error was found.</summary>
internal static class SiteResolver
{
    public static Site Resolve(Values site) => new()
    {
        Appliance = Appliance(site.Get(SiteSection.Appliance)),
        Management = Management(site.Get(SiteSection.Management)),
        Lan = Lan(site.Get(SiteSection.Lan)),
        Wans = [.. site.Each(SiteSection.Wans).Select(MemberResolver.Wan)],
        Tunnels = [.. site.Each(SiteSection.Tunnels).Select(MemberResolver.Tunnel)],
        Balance = Balance(site.Get(SiteSection.Balance)),
        Health = HealthResolver.Resolve(site.Get(SiteSection.Health)),
        NameServers = [.. site.List(SiteSection.NameServers).Select(a => a.ToString())],
        TimeServers = site.List(SiteSection.TimeServers),
        Upgrades = Upgrades(site.Get(SiteSection.Upgrades)),
        Proxmox = site.At(SiteSection.Proxmox).Is(out Values? proxmox) ? Proxmox(proxmox) : null,
    };

    private static Appliance Appliance(Values values) => new()
    {
        Name = values.Get(ApplianceSection.Name),
        Domain = values.At(ApplianceSection.Domain).Value,
        Console = values.Get(ApplianceSection.Console).Access,
        ConsolePasswordHash = values.Get(ApplianceSection.Console).Hash,
    };

    private static Management Management(Values values) => new()
    {
        Port = values.Get(ManagementSection.Port),
        Interface = values.Get(ManagementSection.Interface),
        Ipv4 = values.Get(ManagementSection.Ipv4),
        Ipv6 = values.Get(ManagementSection.Ipv6),
        Table = (int)values.Get(ManagementSection.Table),
        SshKeys = values.List(ManagementSection.SshKeys),
        AllowedFrom = values.List(ManagementSection.AllowedFrom),
    };

    private static Lan Lan(Values values)
    {
        Values router = values.Get(LanSection.Router);
        return new Lan
        {
            Port = values.Get(LanSection.Port),
            Interface = values.Get(LanSection.Interface),
            Mac = values.At(LanSection.Mac).Value,
            Mtu = (int)values.Get(LanSection.Mtu),
            Ipv4 = values.Get(LanSection.Ipv4),
            Ipv6 = values.At(LanSection.Ipv6).Value,
            LinkLocal = values.Get(LanSection.LinkLocal),
            Prefix = values.At(LanSection.Prefix).Is(out System.Net.IPNetwork prefix) ? prefix : null,
            RoutedIpv4 = values.List(LanSection.RoutedIpv4),
            Router = new DownstreamRouter
            {
                Ipv4 = router.Get(RouterSection.Ipv4),
                Ipv6 = router.At(RouterSection.Ipv6).Value,
                LinkLocal = router.Get(RouterSection.LinkLocal),
            },
            Advertise = values.Get(LanSection.Advertise),
        };
    }

    private static Balance Balance(Values values) => new()
    {
        StickyBySource = values.Get(BalanceSection.StickyBySource),
        Pins = [.. values.Each(BalanceSection.Pins).Select(pin => new Pin
        {
            To = pin.List(PinSection.To),
            From = pin.List(PinSection.From),
            Dscp = pin.At(PinSection.Dscp).Is(out long dscp) ? (int)dscp : null,
            Protocol = pin.At(PinSection.Protocol).Value,
            Ports = pin.List(PinSection.Ports),
            Via = pin.Get(PinSection.Via),
            Strict = pin.Get(PinSection.Strict),
        })],
    };

    private static Upgrades Upgrades(Values values) => new()
    {
        Source = values.At(UpgradesSection.Source).Value,
        Channel = values.Get(UpgradesSection.Channel),
        CheckEvery = values.Get(UpgradesSection.CheckEvery),
        Tries = (int)values.Get(UpgradesSection.Tries),
        GateDeadline = values.Get(UpgradesSection.GateDeadline),
    };

    private static Proxmox Proxmox(Values values) => new()
    {
        Host = values.Get(ProxmoxSection.Host),
        Vmid = (int)values.Get(ProxmoxSection.Vmid),
        TemplateVmid = (int)values.Get(ProxmoxSection.TemplateVmid),
        KeepTemplates = (int)values.Get(ProxmoxSection.KeepTemplates),
        Storage = values.Get(ProxmoxSection.Storage),
        Cores = (int)values.Get(ProxmoxSection.Cores),
        MemoryMiB = (int)values.Get(ProxmoxSection.Memory),
        StateDiskGiB = (int)values.Get(ProxmoxSection.StateDisk),
        StartOrder = (int)values.Get(ProxmoxSection.StartOrder),
        SecureBoot = values.Get(ProxmoxSection.SecureBoot),
        Bridges = Table(values.Get(ProxmoxSection.Bridges)),
        VirtualFunctions = new SortedDictionary<string, int>(
            values.Get(ProxmoxSection.VirtualFunctions).ToDictionary(r => r.Key.Value!, r => (int)r.Value.Value, StringComparer.Ordinal), StringComparer.Ordinal),
        Passthrough = Table(values.Get(ProxmoxSection.Passthrough)),
    };

    // Sorted, so that the order in which a user writes them does not show in what is generated.
    private static SortedDictionary<string, T> Table<T>(IReadOnlyList<Row<T>> rows) =>
        new(rows.ToDictionary(r => r.Key.Value!, r => r.Value.Value!, StringComparer.Ordinal), StringComparer.Ordinal);
}
