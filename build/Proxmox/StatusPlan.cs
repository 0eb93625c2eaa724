using System.Globalization;
using System.Text;
using Mwan.Config;

namespace Mwan.Build.Proxmox;

/// <summary><c>Status</c>: both sides, and what differs from the site's file.</summary>
public static class StatusPlan
{
    /// <summary>What differs between the file and the host, as sentences.</summary>
    public static IEnumerable<string> Drift(Site site, HostFacts facts)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        foreach (string difference in FunctionsPlan.Differences(proxmox, facts))
        {
            yield return $"{difference}: --target=Host sets it";
        }

        if (FunctionsPlan.Interfaces(proxmox).Any())
        {
            if (facts.FunctionsUnit != FunctionsPlan.Unit(proxmox) || facts.FunctionsScript != FunctionsPlan.Script(proxmox))
            {
                yield return $"{new ProxmoxNames(proxmox.Vmid).FunctionsUnit} is not what the file gives: --target=Host writes it";
            }
            else if (!facts.FunctionsEnabled)
            {
                yield return $"{new ProxmoxNames(proxmox.Vmid).FunctionsUnit} does not start with the host: --target=Host enables it";
            }
        }

        if (facts.Vm(proxmox) is not { } vm)
        {
            string[] elsewhere = [.. Prerequisites.Number(proxmox, facts, proxmox.Vmid, "proxmox.vmid")];
            foreach (string words in elsewhere.DefaultIfEmpty(string.Create(CultureInfo.InvariantCulture, $"there is no VM {proxmox.Vmid}: --target=Deploy makes it")))
            {
                yield return words;
            }

            yield break;
        }

        foreach (KeyValuePair<string, string> option in VmOptions.Site(site, facts).Where(option => !VmOptions.Matches(vm, option)))
        {
            yield return $"{option.Key} is {vm[option.Key] ?? "not set"}, not {option.Value}: --target=Deploy sets it";
        }

        foreach (string surplus in VmOptions.Surplus(vm, site))
        {
            yield return $"{surplus} is {vm[surplus]}, and the site has none: --target=Deploy takes it away";
        }

        foreach (string port in proxmox.Passthrough.Where(device => facts.AddressOf(device.Value) is null).Select(static device => device.Key))
        {
            yield return $"the device of {port} is not on the host";
        }

        if (vm[VmOptions.StateDrive] is not { } state)
        {
            yield return "there is no state disk: --target=Deploy adds it";
        }
        else if (OptionText.Value(state, "serial") != Machines.Disk.StateSerial)
        {
            yield return $"{VmOptions.StateDrive} has not the serial {Machines.Disk.StateSerial}, by which the box finds its state disk: {state}";
        }
    }

    /// <summary>Whether the box was built for another file than the one that is here, as a sentence.</summary>
    /// <param name="facts">The host.</param>
    /// <param name="configHash">Hash of the site's file as it is now.</param>
    public static IEnumerable<string> Stale(HostFacts facts, string configHash)
    {
        if (facts.Guest.ConfigHash is { } hash && hash != configHash)
        {
            yield return $"the box runs {facts.Guest.Version ?? "an image"}, built from another state of the site's file: build one with a higher version (--image-version=...), and --target=Upgrade brings it";
        }
    }

    /// <summary>The report.</summary>
    /// <param name="site">The site.</param>
    /// <param name="facts">The host.</param>
    /// <param name="configHash">Hash of the site's file as it is now.</param>
    public static string Report(Site site, HostFacts facts, string configHash)
    {
        Config.Proxmox proxmox = site.Proxmox!;
        StringBuilder text = new();
        void Line(string subject, string what) => text.Append(CultureInfo.InvariantCulture, $"{subject,-12} {what}\n");
        VmConfig? vm = facts.Vm(proxmox);
        Line("host", $"{facts.Node}, Proxmox VE {facts.Version?.Text ?? "?"}, IOMMU {(facts.IommuGroups > 0 ? "on" : "off")}");
        foreach (string name in FunctionsPlan.Interfaces(proxmox))
        {
            foreach (VirtualFunctionState state in facts.Links.GetValueOrDefault(name)?.Functions ?? [])
            {
                Line(name, string.Create(
                    CultureInfo.InvariantCulture,
                    $"virtual function {state.Number} at {facts.PhysicalFunctions.GetValueOrDefault(name)?.Addresses.GetValueOrDefault(state.Number) ?? "?"}: {state.Mac}, trust {Word(state.Trust)}, spoof check {Word(state.SpoofCheck)}, link state {state.LinkState ?? "unknown"}"));
            }
        }

        foreach (VmConfig template in facts.Templates(proxmox))
        {
            Line("template", string.Create(CultureInfo.InvariantCulture, $"{template.Vmid} {template["name"]}"));
        }

        Line("VM", vm is null ? "none" : string.Create(
            CultureInfo.InvariantCulture, $"{vm.Vmid} {vm["name"]}, {(facts.Runs(vm.Vmid) ? "running" : "stopped")}{(vm.Lock is { } held ? $", locked ({held})" : "")}, deployed from {ImageMark.Parse(vm.Description)?.Version ?? "?"}"));
        if (facts.SwapUnfinished || facts.SwapResult is not null)
        {
            string state = facts.SwapRuns ? "being exchanged: " : facts.SwapOrdered ? "to be exchanged, and the host has not gone on with it: " : "";
            Line("whole disk", $"{state}{facts.SwapResult}");
        }

        if (vm is not null && facts.Runs(vm.Vmid))
        {
            Line("box", !facts.Guest.Answers ? "the guest agent does not answer" : $"mwan {facts.Guest.Version ?? "?"}, built for {(facts.Guest.ConfigHash == configHash ? "the file as it is now" : "another state of the file")}");
            foreach (GuestSlot slot in facts.Guest.Slots)
            {
                Line($"slot {slot.Slot}", $"{(slot.Running ? "running" : "-"),-8} {slot.Version ?? "-"} {slot.State}{(slot.Refusal is null ? "" : $": {slot.Refusal}")}");
            }

            if (facts.Guest.StatusText.Length > 0)
            {
                text.Append('\n').Append(facts.Guest.StatusText).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Word(bool? value) => value is { } known ? (known ? "on" : "off") : "unknown";
}
