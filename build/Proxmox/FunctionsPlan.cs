using System.Globalization;
using Mwan.Config;

namespace Mwan.Build.Proxmox;

/// <summary>
/// The virtual functions of the site's NICs: the unit on the host that makes and sets them, and whether they are as the site says. The
/// unit is plain shell and reads its NICs' state each time, so that a person of the host can read it and run it by hand.
/// </summary>
public static class FunctionsPlan
{
    /// <summary>The NICs of the host whose virtual functions the site uses.</summary>
    public static IEnumerable<string> Interfaces(Config.Proxmox proxmox) =>
        proxmox.Passthrough.Values.Select(static device => device.VirtualFunctionOf).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The virtual functions that the site uses of a NIC, by number.</summary>
    public static IEnumerable<PassthroughDevice> Used(Config.Proxmox proxmox, string name) =>
        proxmox.Passthrough.Values.Where(device => string.Equals(device.VirtualFunctionOf, name, StringComparison.Ordinal)).OrderBy(static device => device.VirtualFunction);

    /// <summary>How many a NIC is divided into.</summary>
    public static int Count(Config.Proxmox proxmox, string name) =>
        Math.Max(proxmox.VirtualFunctions.GetValueOrDefault(name), Used(proxmox, name).Max(static device => device.VirtualFunction) + 1);

    /// <summary>The unit's text.</summary>
    public static string Unit(Config.Proxmox proxmox)
    {
        ProxmoxNames names = new(proxmox.Vmid);
        string devices = string.Join(' ', Interfaces(proxmox).Select(static name => $"sys-subsystem-net-devices-{Escaped(name)}.device"));
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Written by mwan (--target=Host). What is changed here is written over.
            [Unit]
            Description=Virtual functions of VM {proxmox.Vmid} (mwan)
            Wants={devices}
            After=network-pre.target {devices}
            Before=pve-guests.service

            [Service]
            Type=oneshot
            RemainAfterExit=yes
            ExecStart=/bin/sh {names.FunctionsScript} start
            ExecReload=/bin/sh {names.FunctionsScript} start
            ExecStop=/bin/sh {names.FunctionsScript} stop

            [Install]
            WantedBy=multi-user.target

            """);
    }

    /// <summary>The script's text.</summary>
    public static string Script(Config.Proxmox proxmox) => string.Create(CultureInfo.InvariantCulture, $$"""
        #!/bin/sh
        # Written by mwan (--target=Host). What is changed here is written over.
        # start: makes the virtual functions of VM {{proxmox.Vmid}}, sets them, and reads them back; stop: undoes that.
        set -eu

        before=/run/mwan-{{proxmox.Vmid}}-functions
        fail() { echo "$*" >&2; exit 1; }

        # Whoever holds the group of a virtual function open has it in a VM.
        used() {
            for function in /sys/class/net/"$1"/device/virtfn*; do
                [ -e "$function" ] || continue
                group=$(basename "$(readlink "$function/iommu_group" || echo none)")
                for file in /proc/[0-9]*/fd/*; do
                    [ "$(readlink "$file" 2>/dev/null)" != "/dev/vfio/$group" ] || return 0
                done
            done
            return 1
        }

        # NIC, number. The kernel changes a number only by way of 0, which takes them from every VM.
        divide() {
            numvfs=/sys/class/net/$1/device/sriov_numvfs
            [ -e "$numvfs" ] || fail "$1 is not there, or has no SR-IOV"
            count=$(cat "$numvfs")
            if [ "$count" -lt "$2" ]; then
                ! used "$1" || fail "$1 has $count virtual functions, $2 are needed, and a VM uses them: stop it first"
                mkdir -p "$before"
                [ -e "$before/$1" ] || echo "$count" > "$before/$1"
                [ "$count" -eq 0 ] || echo 0 > "$numvfs"
                echo "$2" > "$numvfs"
            fi
            ip link set dev "$1" up
        }

        # NIC, number, what `ip link` takes.
        configure() {
            nic=$1 number=$2
            shift 2
            ip link set dev "$nic" vf "$number" "$@"
        }

        # NIC, number: its entry of `ip -j -d link`.
        entry() { ip -j -d link show dev "$1" | tr -d ' \n' | sed 's/"vf":/\n/g' | grep "^$2,"; }

        # NIC, number, link state. Not every driver can set it: one that is as it has to be is left alone.
        link() {
            case $(entry "$1" "$2") in
                *"\"link_state\":\"$3\""*) ;;
                *) ip link set dev "$1" vf "$2" state "$3" ;;
            esac
        }

        # NIC, number, what has to be in its entry.
        check() {
            nic=$1 number=$2
            shift 2
            entry=$(entry "$nic" "$number") || fail "$nic: virtual function $number is not there"
            for wanted; do
                case $entry in
                    *"$wanted"*) ;;
                    *) fail "$nic: virtual function $number was told $wanted, and its NIC says otherwise: $entry" ;;
                esac
            done
        }

        # NIC: nothing of it is undone under a VM.
        free() { ! used "$1" || fail "a VM uses virtual functions of $1: stop it first"; }

        # NIC, number, and a MAC of zeros if it was given one, which the drivers take for none: as the kernel makes them.
        forget() {
            nic=$1 number=$2
            shift 2
            [ -e "/sys/class/net/$nic/device/virtfn$number" ] || return 0
            ip link set dev "$nic" vf "$number" "$@" trust off spoofchk on
            link "$nic" "$number" auto
        }

        # NIC
        restore() {
            [ -e "$before/$1" ] || return 0
            echo 0 > "/sys/class/net/$1/device/sriov_numvfs"
            count=$(cat "$before/$1")
            [ "$count" -eq 0 ] || echo "$count" > "/sys/class/net/$1/device/sriov_numvfs"
            rm "$before/$1"
        }

        case ${1-} in
            start)
        {{Lines(proxmox, Start)}}
                ;;
            stop)
        {{Lines(proxmox, Stop)}}
                ;;
            *) fail "usage: $0 start|stop" ;;
        esac

        """);

    /// <summary>What differs between the site and what the NIC says of its virtual functions, as sentences.</summary>
    public static IEnumerable<string> Differences(Config.Proxmox proxmox, HostFacts facts)
    {
        foreach (string name in Interfaces(proxmox))
        {
            int count = Count(proxmox, name);
            if (facts.PhysicalFunctions.GetValueOrDefault(name) is { Driver: not null } physical && physical.Count < count)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name} has {physical.Count} virtual functions, not {count}");
            }

            foreach (PassthroughDevice wanted in Used(proxmox, name))
            {
                VirtualFunctionState? state = facts.Links.GetValueOrDefault(name)?.Functions.FirstOrDefault(function => function.Number == wanted.VirtualFunction);
                foreach (string difference in state is null ? ["it is not there"] : Differences(wanted, state))
                {
                    yield return string.Create(CultureInfo.InvariantCulture, $"virtual function {wanted.VirtualFunction} of {name}: {difference}");
                }
            }
        }
    }

    private static IEnumerable<string> Differences(PassthroughDevice wanted, VirtualFunctionState state)
    {
        if (state.Trust != wanted.Trust)
        {
            yield return $"trust is {Word(state.Trust)}, not {Word(wanted.Trust)}";
        }

        if (state.SpoofCheck != wanted.SpoofCheck)
        {
            yield return $"spoof check is {Word(state.SpoofCheck)}, not {Word(wanted.SpoofCheck)}";
        }

        if (!string.Equals(state.LinkState, wanted.LinkState, StringComparison.Ordinal))
        {
            yield return $"link state is {state.LinkState ?? "unknown"}, not {wanted.LinkState}";
        }

        if (wanted.Mac is { } mac && !string.Equals(mac, state.Mac, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"its MAC is {state.Mac ?? "unknown"}, not {mac}";
        }
    }

    private static string Lines(Config.Proxmox proxmox, Func<Config.Proxmox, string, IEnumerable<string>> of) =>
        string.Join('\n', Interfaces(proxmox).SelectMany(name => of(proxmox, name)).Select(static line => $"        {line}"));

    private static IEnumerable<string> Start(Config.Proxmox proxmox, string name)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"divide {name} {Count(proxmox, name)}");
        foreach (PassthroughDevice device in Used(proxmox, name))
        {
            string mac = device.Mac is null ? "" : $"mac {device.Mac} ";
            string macEntry = device.Mac is null ? "" : $"'\"address\":\"{device.Mac}\"' ";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"configure {name} {device.VirtualFunction} {mac}trust {OnOff(device.Trust)} spoofchk {OnOff(device.SpoofCheck)}");
            yield return string.Create(CultureInfo.InvariantCulture, $"link {name} {device.VirtualFunction} {device.LinkState}");
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"check {name} {device.VirtualFunction} {macEntry}'\"trust\":{TrueFalse(device.Trust)}' '\"spoofchk\":{TrueFalse(device.SpoofCheck)}' '\"link_state\":\"{device.LinkState}\"'");
        }
    }

    private static IEnumerable<string> Stop(Config.Proxmox proxmox, string name) =>
        [$"free {name}", .. Used(proxmox, name).Select(device => string.Create(CultureInfo.InvariantCulture, $"forget {name} {device.VirtualFunction}{(device.Mac is null ? "" : " mac 00:00:00:00:00:00")}")), $"restore {name}"];

    // As systemd-escape(1) does: of what an interface's name may have here, only the hyphen stands for something else (a slash).
    private static string Escaped(string name) => name.Replace("-", @"\x2d", StringComparison.Ordinal);

    private static string OnOff(bool value) => value ? "on" : "off";

    private static string TrueFalse(bool value) => value ? "true" : "false";

    private static string Word(bool? value) => value is { } known ? OnOff(known) : "unknown";
}
