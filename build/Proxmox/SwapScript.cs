using System.Globalization;

namespace Mwan.Build.Proxmox;

/// <summary>
/// Exchanges the whole disk. It runs on the host by itself, in a transient unit: the operator's line may go through this very router, so
/// nobody may be there to put the old disk back.
/// </summary>
public static class SwapScript
{
    /// <summary>The first word of a result while it works.</summary>
    public const string Working = "working";

    /// <summary>The first word of a result: the new disk has proved itself.</summary>
    public const string Committed = "committed";

    /// <summary>The first word of a result: the old disk is back.</summary>
    public const string Returned = "returned";

    /// <summary>The first word of a result: neither runs.</summary>
    public const string Failed = "failed";

    /// <summary>The script's text. The VM's disk, and nothing else of it, is exchanged: state disk, NICs and devices stay.</summary>
    public static string Of(int vmid) => string.Create(CultureInfo.InvariantCulture, $$"""
        #!/bin/sh
        # Written by mwan. Puts another whole disk into VM {{vmid}}, waits until its image has proved itself, and puts the one before back if it
        # has not. What is said last is in swap.result.
        # swap.sh NEW-VOLUME NEW-VERSION OLD-VOLUME OLD-VERSION SECONDS [WAY...]
        set -u
        cd "$(dirname "$0")" || exit 1
        new=$1 version=$2 old=$3 before=$4 patience=$5
        shift 5

        say() {
            echo "$*"
            echo "$*" > swap.result.new && mv swap.result.new swap.result
        }

        # VOLUME: the VM runs from it.
        boot() {
            if ! qm config {{vmid}} | grep -q "^{{VmOptions.SystemDrive}}: $1\(,\|\$\)"; then
                ! qm status {{vmid}} | grep -q running || qm shutdown {{vmid}} --timeout 120 --forceStop 1 || return 1
                qm set {{vmid}} --{{VmOptions.SystemDrive}} "$1" && qm set {{vmid}} --boot order={{VmOptions.SystemDrive}} || return 1
            fi
            qm status {{vmid}} | grep -q running || qm start {{vmid}}
        }

        # VERSION SECONDS [WAY...]: the box says that this version has proved itself, and reaches the Internet by these ways.
        proves() {
            awaited=$1
            until=$(($(date +%s) + $2))
            shift 2
            reason='the guest agent does not answer'
            while [ "$(date +%s)" -lt "$until" ]; do
                answer=$(qm guest exec {{vmid}} --timeout 90 -- mwan gate --deadline 30 "$@" 2>/dev/null)
                case $answer in
                    *"Version $awaited has proved itself."*) return 0 ;;
                    *out-data*)
                        said=$(printf '%s\n' "$answer" | sed -n 's/.*"out-data" *: *"\(.*\)".*/\1/p' | sed 's/\\n.*//')
                        reason=${said:-$reason}
                        ;;
                esac
                sleep 2
            done
            return 1
        }

        refused='the host refused to exchange the disk, see journalctl -u mwan-{{vmid}}-swap'
        reason=$refused
        say "{{Working}}: $version goes in"
        if boot "$new" && { say "{{Working}}: $version boots"; proves "$version" "$patience" "$@"; }; then
            say "{{Committed}}: $version has proved itself"
            exit 0
        fi
        why=$reason
        say "{{Working}}: $version has not proved itself ($why), $before comes back"

        # What hinders the host may pass: a backup holds the VM's lock until it has finished.
        reason=$refused
        limit=$(($(date +%s) + 3600))
        until boot "$old"; do
            if [ "$(date +%s)" -ge "$limit" ]; then
                say "{{Failed}}: $version has not proved itself ($why), and $before is not back after an hour of trying ($reason)"
                exit 1
            fi
            say "{{Working}}: $version has not proved itself ($why), and the host refuses to put $before back: tries again"
            sleep 10
        done
        if proves "$before" "$patience"; then
            say "{{Returned}}: $version has not proved itself ($why), and $before runs again"
            exit 1
        fi
        say "{{Failed}}: $version has not proved itself ($why), and $before neither ($reason)"
        exit 1

        """);
}
