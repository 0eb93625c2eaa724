using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>The virtual machine has the NICs that the site uses, and they let pass what it sends.</summary>
internal static class ProxmoxRule
{
    public static void Check(Values site, Report report)
    {
        if (!site.At(SiteSection.Proxmox).Is(out Values? proxmox))
        {
            return;
        }

        IReadOnlyList<Item<Port>> ports = [.. Ports.Of(site)];
        Item<IReadOnlyList<Row<string>>> bridges = proxmox.At(ProxmoxSection.Bridges);
        Item<IReadOnlyList<Row<PassthroughDevice>>> devices = proxmox.At(ProxmoxSection.Passthrough);
        CheckNics(ports, bridges, passthrough: false, "bridge", report);
        CheckNics(ports, devices, passthrough: true, "host device", report);
        CheckDevices(devices, report);
        CheckVirtualFunctions(site, devices, report);
        CheckCounts(proxmox.At(ProxmoxSection.VirtualFunctions), devices, report);
        CheckTemplates(proxmox, report);
    }

    private static void CheckTemplates(Values proxmox, Report report)
    {
        if (!proxmox.At(ProxmoxSection.Vmid).Is(out long vmid) || proxmox.At(ProxmoxSection.TemplateVmid) is not { IsGiven: true } template)
        {
            return;
        }

        // One more than is kept: a new template is there before the oldest goes.
        long last = template.Value + (proxmox.At(ProxmoxSection.KeepTemplates).Is(out long kept) ? kept : 0);
        if (template.Value == vmid)
        {
            report.Error(template, $"{vmid} is the number of the VM itself; a template needs its own");
        }
        else if (template.Value < vmid && vmid <= last)
        {
            report.Error(template, $"{template.Value} to {last} are the templates' numbers, and {vmid} is the VM itself; choose others");
        }
    }

    private static void CheckCounts(Item<IReadOnlyList<Row<long>>> counts, Item<IReadOnlyList<Row<PassthroughDevice>>> devices, Report report)
    {
        foreach (Row<long> count in counts.Value ?? [])
        {
            PassthroughDevice[] used = [.. (devices.Value ?? []).Select(static row => row.Value.Value).OfType<PassthroughDevice>()
                .Where(device => string.Equals(device.VirtualFunctionOf, count.Key.Value, StringComparison.Ordinal))];
            if (used.Length == 0)
            {
                report.Warn(count.Key, $"no virtual function of {count.Key.Value} is passed through; nothing is set on it");
            }
            else if (count.Value.Is(out long number) && used.Max(static device => device.VirtualFunction) is var highest && number <= highest)
            {
                report.Error(count.Value, $"virtual function {highest} of {count.Key.Value} is passed through, and they are numbered from 0: write at least {highest + 1}");
            }
        }
    }

    private static void CheckNics<T>(IReadOnlyList<Item<Port>> ports, Item<IReadOnlyList<Row<T>>> table, bool passthrough, string what, Report report)
    {
        if (!table.Is(out IReadOnlyList<Row<T>>? rows))
        {
            return;
        }

        HashSet<string> named = [.. rows.Select(r => r.Key.Value ?? "")];
        HashSet<string> used = new(StringComparer.Ordinal);
        foreach (Item<Port> item in ports)
        {
            if (item.Is(out Port? port) && port.IsPassthrough == passthrough && used.Add(port.Name) && !named.Contains(port.Name))
            {
                report.Error(item, $"{port.Name} has no {what}; write one at {table.Path}.{port.Name}");
            }
        }

        // A port that could not be read may be the one that seems to be missing.
        if (ports.All(p => p.Is(out _)))
        {
            foreach (Row<T> row in rows.Where(r => r.Key.Is(out string? name) && !used.Contains(name)))
            {
                report.Warn(row.Key, $"no link uses {row.Key.Value}; the VM would have a NIC that does nothing");
            }
        }
    }

    private static void CheckDevices(Item<IReadOnlyList<Row<PassthroughDevice>>> devices, Report report)
    {
        Unique<string> once = new(report, StringComparer.Ordinal);
        foreach (Row<PassthroughDevice> row in devices.Is(out IReadOnlyList<Row<PassthroughDevice>>? rows) ? rows : [])
        {
            if (row.Value.Is(out PassthroughDevice? device))
            {
                once.Add(device.Address ?? $"virtual function {device.VirtualFunction} of {device.VirtualFunctionOf}", row.Value);
            }
        }
    }

    private static void CheckVirtualFunctions(Values site, Item<IReadOnlyList<Row<PassthroughDevice>>> devices, Report report)
    {
        IReadOnlyList<Row<PassthroughDevice>> rows = devices.Value ?? [];
        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            Item<PassthroughDevice>? item = rows.FirstOrDefault(r => string.Equals(r.Key.Value, wan.At(WanSection.Port).Value?.Name, StringComparison.Ordinal))?.Value;
            if (item is null || !item.Is(out PassthroughDevice? device) || device.VirtualFunctionOf is null)
            {
                continue;
            }

            if (wan.At(WanSection.Authentication).IsGiven && !device.Trust)
            {
                report.Error(item, $"{wan.Path} needs 802.1X, and a virtual function passes EAPOL only with 'trust: true'");
            }

            if (wan.At(WanSection.Mac).Is(out string? mac) && !string.Equals(mac, device.Mac, StringComparison.Ordinal))
            {
                if (!device.Trust && wan.At(WanSection.Authentication).IsAbsent)
                {
                    report.Error(item, $"{wan.Path} sets a MAC of its own, which the host refuses without 'trust: true'");
                }

                if (device.SpoofCheck)
                {
                    report.Error(item, $"{wan.Path} sets a MAC of its own, whose frames the host drops without 'spoofCheck: false'");
                }
            }
        }
    }
}
