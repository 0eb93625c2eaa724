using System.Globalization;
using Mwan.Build.Processes;

namespace Mwan.Build.Proxmox;

/// <summary>
/// The script that reads everything from the host in one round trip and changes nothing. What each command says comes after a line
/// <c>@@ NAME</c>; <see cref="FactsReader"/> takes it apart. A command that fails leaves its part empty: what lacks is judged there.
/// </summary>
public static class FactsScript
{
    /// <summary>What begins the line before each part.</summary>
    public const string Mark = "@@ ";

    /// <summary>The script for a site.</summary>
    /// <param name="proxmox">The site's VM and host.</param>
    /// <param name="patience">Seconds for which it waits for a step that is under way, of a run before whose line dropped.</param>
    public static string Of(Config.Proxmox proxmox, int patience = 900)
    {
        ProxmoxNames names = new(proxmox.Vmid);
        string vmid = proxmox.Vmid.ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            part() { printf '\n{{Mark}}%s\n' "$*"; }
            guest() { qm guest exec {{vmid}} --timeout 30 -- "$@" 2>/dev/null || true; }
            [ ! -e {{names.Lock}} ] || flock -w {{patience}} {{names.Lock}} true || { echo 'another run has been at work on the host for {{patience}} s' >&2; exit 75; }
            part user; id -u
            part node; hostname
            part version; pveversion 2>/dev/null || true
            part iommu; ls /sys/kernel/iommu_groups 2>/dev/null | wc -l
            part firmware; ls /usr/share/pve-edk2-firmware/OVMF_CODE_4M.secboot.fd 2>/dev/null || true
            part guests; pvesh get /cluster/resources --type vm --output-format json 2>/dev/null || true
            part mappings; pvesh get /cluster/mapping/pci --output-format json 2>/dev/null || true
            part list; qm list 2>/dev/null || true
            part storages; pvesm status --content images 2>/dev/null || true
            part links; ip -j -d link show 2>/dev/null || true
            for link in {{Words(FunctionsPlan.Interfaces(proxmox))}}; do
                part function "$link"
                device=/sys/class/net/$link/device
                [ -e "$device" ] || continue
                echo "driver $(basename "$(readlink "$device/driver" || echo none)")"
                echo "most $(cat "$device/sriov_totalvfs" 2>/dev/null || echo 0)"
                echo "count $(cat "$device/sriov_numvfs" 2>/dev/null || echo 0)"
                for function in "$device"/virtfn*; do
                    [ ! -e "$function" ] || echo "${function##*/} $(basename "$(readlink "$function")")"
                done
            done
            for address in {{Words(Addresses(proxmox))}}; do
                part device "$address"
                device=/sys/bus/pci/devices/$address
                [ -e "$device" ] || continue
                echo "driver $(basename "$(readlink "$device/driver" || echo none)")"
                echo "group $(basename "$(readlink "$device/iommu_group" || echo none)")"
            done
            configs=$(mktemp -d)
            qm list 2>/dev/null | awk 'NR > 1 { print $1 }' | xargs -r -P 8 -n 1 sh -c 'qm config "$2" > "$1/$2" 2>/dev/null || rm -f "$1/$2"' sh "$configs"
            for config in "$configs"/*; do
                [ ! -e "$config" ] || { part config "${config##*/}"; cat "$config"; }
            done
            ours=$(grep -Es '^tags:(.*;)? *{{names.OwnTag}}(;|$)' "$configs/{{vmid}}" || true)
            rm -r "$configs"
            part unit; cat {{names.FunctionsUnitFile}} 2>/dev/null || true
            part script; cat {{names.FunctionsScript}} 2>/dev/null || true
            part enabled; systemctl is-enabled {{names.FunctionsUnit}} 2>/dev/null || true
            part active; systemctl is-active {{names.FunctionsUnit}} 2>/dev/null || true
            part room; df -B1 --output=avail /var/lib 2>/dev/null | tail -n 1
            part files; [ ! -d {{names.Directory}} ] || (cd {{names.Directory}} && find . -type f -printf '%s %P\n')
            part uploaded; cat {{names.Directory}}/*.sha256 2>/dev/null || true
            part disks; cat {{names.Disks}} 2>/dev/null || true
            part certificates; cat {{names.Certificates}} 2>/dev/null || true
            part swap; systemctl is-active {{names.SwapUnit}} 2>/dev/null || true
            part swap-ordered; systemctl is-enabled {{names.SwapUnit}} 2>/dev/null || true
            part swapped; cat {{names.SwapResult}} 2>/dev/null || true
            part ping; [ "$ours" ] && qm guest cmd {{vmid}} ping > /dev/null 2>&1 && {
                echo yes
                part guest-version; guest mwan version --json
                part guest-slots; guest mwan slots --json
                part guest-status; guest mwan status --json
                part guest-text; guest mwan status
            }
            exit 0
            """);
    }

    private static IEnumerable<string> Addresses(Config.Proxmox proxmox) => proxmox.Passthrough.Values.Select(static device => device.Address).OfType<string>().Order(StringComparer.Ordinal);

    private static string Words(IEnumerable<string> words) => ShellText.Join(words);
}
